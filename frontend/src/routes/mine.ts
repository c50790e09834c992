import { createRoute } from '@tanstack/react-router';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

const mineRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/mijn',
  component: lazyPage(() => import('../features/mine/MinePage.tsx'), 'MinePage'),
});

const profileRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/mijn/profiel',
  component: lazyPage(() => import('../features/mine/ProfilePage.tsx'), 'ProfilePage'),
});

const savedSearchesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/mijn/zoekvragen',
  component: lazyPage(() => import('../features/saved/SavedSearchesPage.tsx'), 'SavedSearchesPage'),
});

const stopMailsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/mail-stoppen',
  component: lazyPage(() => import('../features/saved/StopMailsPage.tsx'), 'StopMailsPage'),
});

const securityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/mijn/beveiliging',
  component: lazyPage(() => import('../features/security/SecurityPage.tsx'), 'SecurityPage'),
});

const dataRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/mijn/gegevens',
  component: lazyPage(() => import('../features/data/DataPage.tsx'), 'DataPage'),
});

export const mineRoutes = [mineRoute, profileRoute, savedSearchesRoute, stopMailsRoute, securityRoute, dataRoute] as const;
