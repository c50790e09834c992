import { createRoute } from '@tanstack/react-router';
import { readChallengesParams } from '../features/challenges/params.ts';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

const challengesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/vraagstukken',
  validateSearch: readChallengesParams,
  component: lazyPage(() => import('../features/challenges/ChallengesPage.tsx'), 'ChallengesPage'),
});

const challengeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/vraagstukken/$slug',
  component: lazyPage(() => import('../features/challenges/ChallengePage.tsx'), 'ChallengePage'),
});

export const challengeRoutes = [challengesRoute, challengeRoute] as const;
