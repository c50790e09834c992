import { createRoute } from '@tanstack/react-router';
import { readNameParams } from '../lib/nameParams.ts';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/mensen',
  validateSearch: readNameParams,
  component: lazyPage(() => import('../features/people/PeoplePage.tsx'), 'PeoplePage'),
});

const personRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/mensen/$id',
  component: lazyPage(() => import('../features/people/PersonPage.tsx'), 'PersonPage'),
});

export const peopleRoutes = [peopleRoute, personRoute] as const;
