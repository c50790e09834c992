import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readSearchParams } from '../features/search/params.ts';
import { rootRoute } from './root.ts';

const searchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/zoeken',
  validateSearch: readSearchParams,
  component: lazyRouteComponent(() => import('../features/search/SearchPage.tsx'), 'SearchPage'),
});

export const searchRoutes = [searchRoute] as const;
