import { createRouter } from '@tanstack/react-router';
import { parseSearch, stringifySearch } from '../lib/search-values.ts';
import { CrashPage } from '../shell/CrashPage.tsx';
import { NotFoundPage } from '../shell/NotFoundPage.tsx';
import { aboutRoutes } from './about.ts';
import { accountRoutes } from './account.ts';
import { administrationRoutes } from './administration.ts';
import { challengeRoutes } from './challenges.ts';
import { contactRoutes } from './contacts.ts';
import { historyRoutes } from './history.ts';
import { homeRoutes } from './home.ts';
import { joiningRoutes } from './joining.ts';
import { meetingRoutes } from './meetings.ts';
import { mineRoutes } from './mine.ts';
import { municipalityRoutes } from './municipalities.ts';
import { peopleRoutes } from './people.ts';
import { pilotRoutes } from './pilots.ts';
import { rootRoute } from './root.ts';
import { searchRoutes } from './search.ts';
import { searchTermRoutes } from './search-terms.ts';
import { thesaurusRoutes } from './thesaurus.ts';
import { writingRoutes } from './writing.ts';

// One line per feature.
const tree = rootRoute.addChildren([
  ...homeRoutes,
  ...searchRoutes,
  ...pilotRoutes,
  ...challengeRoutes,
  ...meetingRoutes,
  ...municipalityRoutes,
  ...peopleRoutes,
  ...aboutRoutes,
  ...accountRoutes,
  ...joiningRoutes,
  ...mineRoutes,
  ...contactRoutes,
  ...writingRoutes,
  ...historyRoutes,
  ...administrationRoutes,
  ...searchTermRoutes,
  ...thesaurusRoutes,
]);

export function createAppRouter() {
  return createRouter({
    routeTree: tree,
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultErrorComponent: CrashPage,
    defaultNotFoundComponent: NotFoundPage,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
