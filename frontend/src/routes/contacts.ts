import { createRoute } from '@tanstack/react-router';
import { readText } from '../lib/search-values.ts';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

const contactsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/contacten',
  validateSearch: (search: Record<string, unknown>): { vraagstuk?: string | undefined } => ({ vraagstuk: readText(search.vraagstuk) }),
  component: lazyPage(() => import('../features/contacts/ContactsPage.tsx'), 'ContactsPage'),
});

export const contactRoutes = [contactsRoute] as const;
