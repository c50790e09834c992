import { createRoute } from '@tanstack/react-router';
import { readText } from '../lib/search-values.ts';
import { lazyPage } from './lazyPage.tsx';
import { localPath } from './paths.ts';
import { rootRoute } from './root.ts';

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/inloggen',
  validateSearch: (search: Record<string, unknown>): { terug?: string } => {
    const back = readText(search.terug);
    return back ? { terug: localPath(back) } : {};
  },
  component: lazyPage(() => import('../features/account/SignInPage.tsx'), 'SignInPage'),
});

export const accountRoutes = [signInRoute] as const;
