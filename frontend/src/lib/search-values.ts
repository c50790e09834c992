/** The part of an address behind the question mark: readable, repeated for lists (`?thema=wonen&thema=zorg`). */

export type SearchValues = Record<string, string | string[] | undefined>;

export function parseSearch(text: string): SearchValues {
  const values: SearchValues = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const before = values[key];
    if (before === undefined) values[key] = value;
    else values[key] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return values;
}

/** With a question mark in front, or empty. Leaves out what is empty. */
export function stringifySearch(values: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') params.append(key, String(one));
    }
  }
  const text = params.toString();
  return text && `?${text}`;
}

/** The value as text, without space around it; undefined when there is none. */
export function readText(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && first.trim() !== '' ? first.trim() : undefined;
}

/** The values as a list without doubles; undefined when there is none, so that the address stays short. */
export function readList(value: unknown): string[] | undefined {
  const all = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string' && one !== '');
  return all.length > 0 ? [...new Set(all as string[])] : undefined;
}

/** As `readList`, keeping only words of the dictionary. */
export function readWords<Value extends string>(value: unknown, words: Record<Value, string>): string[] | undefined {
  const known = new Set<string>(Object.values(words));
  return readList(readList(value)?.filter((word) => known.has(word)));
}

/** From the words of an address to the values of the API: `['idee']` to `['IDEA']`. */
export function fromWords<Value extends string>(list: string[] | undefined, words: Record<Value, string>): Value[] | undefined {
  const values = (Object.keys(words) as Value[]).filter((value) => list?.includes(words[value]));
  return values.length > 0 ? values : undefined;
}

/** The list with the value put in, or taken out when it was there. */
export function toggled(list: string[] | undefined, value: string): string[] | undefined {
  const rest = (list ?? []).filter((one) => one !== value);
  const next = rest.length === (list ?? []).length ? [...rest, value] : rest;
  return next.length > 0 ? next : undefined;
}
