import { createRoute } from '@tanstack/react-router';
import { readSearchGapParams } from '../features/search-terms/params.ts';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

const searchGapsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/beheer/zoekvragen',
  validateSearch: readSearchGapParams,
  component: lazyPage(() => import('../features/search-terms/SearchGapsPage.tsx'), 'SearchGapsPage'),
});

export const searchTermRoutes = [searchGapsRoute] as const;
