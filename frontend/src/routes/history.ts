import { createRoute } from '@tanstack/react-router';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

const pilotHistoryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/pilots/$slug/geschiedenis',
  component: lazyPage(() => import('../features/history/HistoryPage.tsx'), 'PilotHistoryPage'),
});

const reportHistoryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/verslagen/$slug/geschiedenis',
  component: lazyPage(() => import('../features/history/HistoryPage.tsx'), 'ReportHistoryPage'),
});

export const historyRoutes = [pilotHistoryRoute, reportHistoryRoute] as const;
