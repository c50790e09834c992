import { createRoute } from '@tanstack/react-router';
import { readAuditParams } from '../features/administration/params.ts';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

const auditLogRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/beheer/auditlog',
  validateSearch: readAuditParams,
  component: lazyPage(() => import('../features/administration/AuditLogPage.tsx'), 'AuditLogPage'),
});

export const administrationRoutes = [auditLogRoute] as const;
