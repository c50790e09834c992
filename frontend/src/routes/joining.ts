import { createRoute } from '@tanstack/react-router';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/meedoen',
  component: lazyPage(() => import('../features/joining/JoinPage.tsx'), 'JoinPage'),
});

const verifyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/bevestigen',
  component: lazyPage(() => import('../features/joining/VerifyPage.tsx'), 'VerifyPage'),
});

const confirmAddressRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/adres-bevestigen',
  component: lazyPage(() => import('../features/joining/ConfirmAddressPage.tsx'), 'ConfirmAddressPage'),
});

const forgottenPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/wachtwoord-vergeten',
  component: lazyPage(() => import('../features/joining/ForgottenPasswordPage.tsx'), 'ForgottenPasswordPage'),
});

const newPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/nieuw-wachtwoord',
  component: lazyPage(() => import('../features/joining/NewPasswordPage.tsx'), 'NewPasswordPage'),
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/uitnodiging',
  component: lazyPage(() => import('../features/joining/InvitationPage.tsx'), 'InvitationPage'),
});

export const joiningRoutes = [joinRoute, verifyRoute, confirmAddressRoute, forgottenPasswordRoute, newPasswordRoute, invitationRoute] as const;
