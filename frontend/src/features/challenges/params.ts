import type { ChallengeFilter } from '../../graphql/generated/graphql.ts';
import { readList, readText } from '../../lib/search-values.ts';

/** What `/vraagstukken?…` says. */
export interface ChallengesParams {
  thema?: string[];
  /** `mij`: only what the viewer recognised. */
  van?: 'mij';
}

export function readChallengesParams(search: Record<string, unknown>): ChallengesParams {
  const thema = readList(search.thema);
  return { ...(thema && { thema }), ...(readText(search.van) === 'mij' && { van: 'mij' }) };
}

export function toChallengeFilter({ thema, van }: ChallengesParams): ChallengeFilter {
  return { themes: thema, recognisedByMe: van === 'mij' ? true : undefined };
}
