import { createRoute } from '@tanstack/react-router';
import { readText } from '../lib/search-values.ts';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

// New and existing share a page: a new pilot gets an address of its own while somebody types, and the form stays.
const pilotEditorRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'pilot-editor',
  component: lazyPage(() => import('../features/writing/PilotEditorPage.tsx'), 'PilotEditorPage'),
});
const newPilotRoute = createRoute({ getParentRoute: () => pilotEditorRoute, path: '/pilots/nieuw' });
const editPilotRoute = createRoute({ getParentRoute: () => pilotEditorRoute, path: '/pilots/$slug/bewerken' });

const reportEditorRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'report-editor',
  component: lazyPage(() => import('../features/writing/ReportEditorPage.tsx'), 'ReportEditorPage'),
});
const newReportRoute = createRoute({
  getParentRoute: () => reportEditorRoute,
  path: '/verslagen/nieuw',
  validateSearch: (search: Record<string, unknown>): { bijeenkomst?: string } => ({ bijeenkomst: readText(search.bijeenkomst) }),
});
const editReportRoute = createRoute({ getParentRoute: () => reportEditorRoute, path: '/verslagen/$slug/bewerken' });

export const writingRoutes = [
  pilotEditorRoute.addChildren([newPilotRoute, editPilotRoute]),
  reportEditorRoute.addChildren([newReportRoute, editReportRoute]),
] as const;
