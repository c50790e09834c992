import { createRoute } from '@tanstack/react-router';
import { readImportParams, readNewConceptParams } from '../features/thesaurus/params.ts';
import { readNameParams } from '../lib/nameParams.ts';
import { lazyPage } from './lazyPage.tsx';
import { rootRoute } from './root.ts';

const conceptsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/beheer/begrippen',
  validateSearch: readNameParams,
  component: lazyPage(() => import('../features/thesaurus/ConceptsPage.tsx'), 'ConceptsPage'),
});

const newConceptRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/beheer/begrippen/nieuw',
  validateSearch: readNewConceptParams,
  component: lazyPage(() => import('../features/thesaurus/NewConceptPage.tsx'), 'NewConceptPage'),
});

const importConceptsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/beheer/begrippen/inlezen',
  validateSearch: readImportParams,
  component: lazyPage(() => import('../features/thesaurus/ImportConceptsPage.tsx'), 'ImportConceptsPage'),
});

const conceptRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/beheer/begrippen/$id',
  component: lazyPage(() => import('../features/thesaurus/ConceptPage.tsx'), 'ConceptPage'),
});

export const thesaurusRoutes = [conceptsRoute, newConceptRoute, importConceptsRoute, conceptRoute] as const;
