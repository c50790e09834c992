import { createRoute } from '@tanstack/react-router';
import { readSearchParams } from '../features/search/params.ts';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

const searchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/zoeken',
  validateSearch: readSearchParams,
  component: lazyPage(() => import('../features/search/SearchPage.tsx'), 'SearchPage'),
});

export const searchRoutes = [searchRoute] as const;
