import { readText } from './search-values.ts';

/** What `?naam=…` says on a list that is searched by name. */
export interface NameParams {
  naam?: string;
}

export function readNameParams(search: Record<string, unknown>): NameParams {
  const naam = readText(search.naam)?.slice(0, 200);
  return naam ? { naam } : {};
}
