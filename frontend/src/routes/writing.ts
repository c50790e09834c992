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

const outcomeEditorRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'outcome-editor',
  component: lazyPage(() => import('../features/writing/OutcomeEditorPage.tsx'), 'OutcomeEditorPage'),
});
const newOutcomeRoute = createRoute({
  getParentRoute: () => outcomeEditorRoute,
  path: '/opbrengsten/nieuw',
  validateSearch: (search: Record<string, unknown>): { bijeenkomst?: string } => ({ bijeenkomst: readText(search.bijeenkomst) }),
});
const editOutcomeRoute = createRoute({ getParentRoute: () => outcomeEditorRoute, path: '/opbrengsten/$slug/bewerken' });

// These have no drafts, so a new one keeps its address until it is there for all.
const challengeEditor = lazyPage(() => import('../features/writing/ChallengeEditorPage.tsx'), 'ChallengeEditorPage');
const newChallengeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/vraagstukken/nieuw',
  validateSearch: (search: Record<string, unknown>): { vraag?: string } => ({ vraag: readText(search.vraag) }),
  component: challengeEditor,
});
const editChallengeRoute = createRoute({ getParentRoute: () => rootRoute, path: '/vraagstukken/$slug/bewerken', component: challengeEditor });

const meetingEditor = lazyPage(() => import('../features/writing/MeetingEditorPage.tsx'), 'MeetingEditorPage');
const newMeetingRoute = createRoute({ getParentRoute: () => rootRoute, path: '/bijeenkomsten/nieuw', component: meetingEditor });
const editMeetingRoute = createRoute({ getParentRoute: () => rootRoute, path: '/bijeenkomsten/$slug/bewerken', component: meetingEditor });

export const writingRoutes = [
  pilotEditorRoute.addChildren([newPilotRoute, editPilotRoute]),
  reportEditorRoute.addChildren([newReportRoute, editReportRoute]),
  outcomeEditorRoute.addChildren([newOutcomeRoute, editOutcomeRoute]),
  newChallengeRoute,
  editChallengeRoute,
  newMeetingRoute,
  editMeetingRoute,
] as const;
