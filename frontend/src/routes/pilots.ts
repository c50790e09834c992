import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readPilotsParams } from '../features/pilots/params.ts';
import { rootRoute } from './root.ts';

const pilotsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/pilots',
  validateSearch: readPilotsParams,
  component: lazyRouteComponent(() => import('../features/pilots/PilotsPage.tsx'), 'PilotsPage'),
});

const pilotRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/pilots/$slug',
  component: lazyRouteComponent(() => import('../features/pilots/PilotPage.tsx'), 'PilotPage'),
});

export const pilotRoutes = [pilotsRoute, pilotRoute] as const;
