import type { Domain, PilotStage, SearchKind } from '../graphql/generated/graphql.ts';

/** The Dutch words that stand for the API's values in addresses. Stable: links depend on them. */
export const stageWords: Record<PilotStage, string> = {
  IDEA: 'idee',
  EXPLORATION: 'verkenning',
  EXPERIMENT: 'experiment',
  EVALUATION: 'evaluatie',
  SCALING: 'opschaling',
  PRODUCTION: 'productie',
  STOPPED: 'gestopt',
};

export const domainWords: Record<Domain, string> = {
  POLICY: 'beleid',
  COLLABORATION: 'samenwerking',
  SOCIETY: 'maatschappij',
};

export const kindWords: Record<SearchKind, string> = {
  PILOT: 'pilot',
  REPORT: 'verslag',
  OUTCOME: 'opbrengst',
  CHALLENGE: 'vraagstuk',
  MEETING: 'bijeenkomst',
  PERSON: 'persoon',
  MUNICIPALITY: 'gemeente',
};
