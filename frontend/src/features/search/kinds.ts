import type { SearchKind, SearchResultFragment } from '../../graphql/generated/graphql.ts';

/** What kind of thing each type is. */
export const kinds: Record<SearchResultFragment['node']['__typename'], SearchKind> = {
  Pilot: 'PILOT',
  MeetingReport: 'REPORT',
  WorkshopOutcome: 'OUTCOME',
  Challenge: 'CHALLENGE',
  Meeting: 'MEETING',
  Person: 'PERSON',
  Municipality: 'MUNICIPALITY',
};
