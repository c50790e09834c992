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

const dataRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/mijn/gegevens',
  component: lazyPage(() => import('../features/data/DataPage.tsx'), 'DataPage'),
});

export const mineRoutes = [mineRoute, profileRoute, dataRoute] as const;
