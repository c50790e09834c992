import { createRoute } from '@tanstack/react-router';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: lazyPage(() => import('../features/home/HomePage.tsx'), 'HomePage'),
});

export const homeRoutes = [homeRoute] as const;
