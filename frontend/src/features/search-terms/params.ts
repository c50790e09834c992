import type { SearchGapKind, SearchGapPeriod } from '../../graphql/generated/graphql.ts';
import { readText } from '../../lib/search-values.ts';

/** What `/beheer/zoekvragen?…` says. What is left out is the first of each. */
export interface SearchGapParams {
  soort?: 'niet-geopend';
  periode?: 'maand' | 'jaar';
  toon?: 'afgehandeld';
}

export function readSearchGapParams(search: Record<string, unknown>): SearchGapParams {
  const period = readText(search.periode);
  const params: SearchGapParams = {
    soort: readText(search.soort) === 'niet-geopend' ? 'niet-geopend' : undefined,
    periode: period === 'maand' || period === 'jaar' ? period : undefined,
    toon: readText(search.toon) === 'afgehandeld' ? 'afgehandeld' : undefined,
  };
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}

export function toVariables({ soort, periode, toon }: SearchGapParams): { kind: SearchGapKind; period: SearchGapPeriod; isHandled: boolean } {
  return {
    kind: soort ? 'WITHOUT_CLICK' : 'WITHOUT_RESULT',
    period: periode === 'maand' ? 'MONTH' : periode === 'jaar' ? 'YEAR' : 'QUARTER',
    isHandled: toon === 'afgehandeld',
  };
}
