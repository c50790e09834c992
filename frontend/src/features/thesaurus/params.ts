import { readText } from '../../lib/search-values.ts';

/** `/beheer/begrippen/nieuw?woord=` fills in the first word. */
export function readNewConceptParams(search: Record<string, unknown>): { woord?: string } {
  const woord = readText(search.woord)?.slice(0, 100);
  return woord ? { woord } : {};
}

/** `/beheer/begrippen/inlezen?begin=ja` fills in the list that comes with the program. */
export function readImportParams(search: Record<string, unknown>): { begin?: 'ja' } {
  return readText(search.begin) === 'ja' ? { begin: 'ja' } : {};
}
