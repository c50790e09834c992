import { createRoute } from '@tanstack/react-router';
import { readPilotsParams } from '../features/pilots/params.ts';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

const pilotsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/pilots',
  validateSearch: readPilotsParams,
  component: lazyPage(() => import('../features/pilots/PilotsPage.tsx'), 'PilotsPage'),
});

const pilotRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/pilots/$slug',
  component: lazyPage(() => import('../features/pilots/PilotPage.tsx'), 'PilotPage'),
});

export const pilotRoutes = [pilotsRoute, pilotRoute] as const;
