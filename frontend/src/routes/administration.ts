import { createRoute } from '@tanstack/react-router';
import { readAdministrationParams, readAuditParams } from '../features/administration/params.ts';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

const auditLogRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/beheer/auditlog',
  validateSearch: readAuditParams,
  component: lazyPage(() => import('../features/administration/AuditLogPage.tsx'), 'AuditLogPage'),
});

const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/beheer/mensen',
  validateSearch: readAdministrationParams,
  component: lazyPage(() => import('../features/administration/PeoplePage.tsx'), 'AdministrationPeoplePage'),
});

const inviteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/beheer/uitnodigen',
  validateSearch: readAdministrationParams,
  component: lazyPage(() => import('../features/administration/InvitePage.tsx'), 'InvitePage'),
});

const domainsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/beheer/maildomeinen',
  validateSearch: readAdministrationParams,
  component: lazyPage(() => import('../features/administration/DomainsPage.tsx'), 'DomainsPage'),
});

export const administrationRoutes = [auditLogRoute, peopleRoute, inviteRoute, domainsRoute] as const;
