import { createRoute } from '@tanstack/react-router';
import { readNameParams } from '../lib/nameParams.ts';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

const municipalitiesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/gemeenten',
  validateSearch: readNameParams,
  component: lazyPage(() => import('../features/municipalities/MunicipalitiesPage.tsx'), 'MunicipalitiesPage'),
});

const municipalityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/gemeenten/$slug',
  component: lazyPage(() => import('../features/municipalities/MunicipalityPage.tsx'), 'MunicipalityPage'),
});

export const municipalityRoutes = [municipalitiesRoute, municipalityRoute] as const;
