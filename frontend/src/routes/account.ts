import { createRoute } from '@tanstack/react-router';
import { readText } from '../lib/search-values.ts';
import { lazyPage } from './lazyPage.tsx';
import { localPath } from './paths.ts';
import { rootRoute } from './root.ts';

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/inloggen',
  validateSearch: (search: Record<string, unknown>): { terug?: string; sso?: string; stap?: string } => {
    const [back, sso, step] = [readText(search.terug), readText(search.sso), readText(search.stap)];
    return { ...(back && { terug: localPath(back) }), ...(sso && { sso }), ...(step && { stap: step }) };
  },
  component: lazyPage(() => import('../features/account/SignInPage.tsx'), 'SignInPage'),
});

export const accountRoutes = [signInRoute] as const;
