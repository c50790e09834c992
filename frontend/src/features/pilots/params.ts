import type { PilotFilter, PilotOrder } from '../../graphql/generated/graphql.ts';
import { fromWords, readList, readText, readWords } from '../../lib/search-values.ts';
import { domainWords, stageWords } from '../../routes/words.ts';

export const orderWords: Record<PilotOrder, string> = {
  RECENTLY_UPDATED: 'bijgewerkt',
  RECENTLY_PUBLISHED: 'nieuw',
  TITLE: 'titel',
};

/** What `/pilots?…` says. */
export interface PilotsParams {
  gemeente?: string;
  thema?: string[];
  fase?: string[];
  domein?: string[];
  volgorde?: string;
}

export function readPilotsParams(search: Record<string, unknown>): PilotsParams {
  const params: PilotsParams = {
    gemeente: readText(search.gemeente),
    thema: readList(search.thema),
    fase: readWords(search.fase, stageWords),
    domein: readWords(search.domein, domainWords),
    volgorde: readWords(search.volgorde, orderWords)?.[0],
  };
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}

export function toPilotFilter(params: PilotsParams): PilotFilter {
  return {
    municipality: params.gemeente,
    themes: params.thema,
    stages: fromWords(params.fase, stageWords),
    domains: fromWords(params.domein, domainWords),
  };
}

export function toPilotOrder(params: PilotsParams): PilotOrder {
  return fromWords(readList(params.volgorde), orderWords)?.[0] ?? 'RECENTLY_UPDATED';
}
