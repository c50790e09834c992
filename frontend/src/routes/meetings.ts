import { createRoute } from '@tanstack/react-router';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

const meetingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/bijeenkomsten',
  component: lazyPage(() => import('../features/meetings/MeetingsPage.tsx'), 'MeetingsPage'),
});

const meetingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/bijeenkomsten/$slug',
  component: lazyPage(() => import('../features/meetings/MeetingPage.tsx'), 'MeetingPage'),
});

const reportRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/verslagen/$slug',
  component: lazyPage(() => import('../features/reports/ReportPage.tsx'), 'ReportPage'),
});

const outcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/opbrengsten/$slug',
  component: lazyPage(() => import('../features/outcomes/OutcomePage.tsx'), 'OutcomePage'),
});

export const meetingRoutes = [meetingsRoute, meetingRoute, reportRoute, outcomeRoute] as const;
