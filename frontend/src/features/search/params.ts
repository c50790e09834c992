import type { SearchFilter } from '../../graphql/generated/graphql.ts';
import { fromWords, readList, readText, readWords } from '../../lib/search-values.ts';
import { domainWords, kindWords, stageWords } from '../../routes/words.ts';

/** What `/zoeken?…` says. Words are Dutch; what is not understood is dropped, so that an old link still works. */
export interface SearchParams {
  q?: string;
  soort?: string[];
  thema?: string[];
  gemeente?: string[];
  provincie?: string[];
  fase?: string[];
  domein?: string[];
  jaar?: string[];
  /** Only what was typed, without other words for it. */
  letterlijk?: 'ja';
  /** The newest first, instead of the best. */
  volgorde?: 'nieuwste';
}

/** What does not narrow. */
const besides = ['q', 'letterlijk', 'volgorde'] as const;

export type FacetParam = Exclude<keyof SearchParams, (typeof besides)[number]>;

/** How many values the search is narrowed to. */
export function countFilters(params: SearchParams): number {
  const lists = Object.entries(params).filter(([key]) => !besides.some((one) => one === key));
  return lists.flatMap(([, list]) => list as string[]).length;
}

/** The search without its filters. */
export function withoutFilters({ q, letterlijk, volgorde }: SearchParams): SearchParams {
  return { q, letterlijk, volgorde };
}

export function readSearchParams(search: Record<string, unknown>): SearchParams {
  const params: SearchParams = {
    q: readText(search.q),
    soort: readWords(search.soort, kindWords),
    thema: readList(search.thema),
    gemeente: readList(search.gemeente),
    provincie: readList(search.provincie),
    fase: readWords(search.fase, stageWords),
    domein: readWords(search.domein, domainWords),
    jaar: readList(readList(search.jaar)?.filter((year) => /^(19|20)\d\d$/.test(year))),
    letterlijk: readText(search.letterlijk) === 'ja' ? 'ja' : undefined,
    volgorde: readText(search.volgorde) === 'nieuwste' ? 'nieuwste' : undefined,
  };
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}

export function toSearchFilter(params: SearchParams): SearchFilter {
  return {
    kinds: fromWords(params.soort, kindWords),
    themes: params.thema,
    municipalities: params.gemeente,
    provinces: params.provincie,
    stages: fromWords(params.fase, stageWords),
    domains: fromWords(params.domein, domainWords),
    years: params.jaar?.map(Number),
  };
}
