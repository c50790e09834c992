import { createRoute } from '@tanstack/react-router';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

const aboutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/over',
  component: lazyPage(() => import('../features/about/AboutPage.tsx'), 'AboutPage'),
});

const privacyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/privacy',
  component: lazyPage(() => import('../features/about/PrivacyPage.tsx'), 'PrivacyPage'),
});

const accessibilityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/toegankelijkheid',
  component: lazyPage(() => import('../features/about/AccessibilityPage.tsx'), 'AccessibilityPage'),
});

const apiRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/api',
  component: lazyPage(() => import('../features/about/ApiPage.tsx'), 'ApiPage'),
});

export const aboutRoutes = [aboutRoute, privacyRoute, accessibilityRoute, apiRoute] as const;
