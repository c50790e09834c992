/** Comparing versions of what somebody fills in. Fields hold texts, and lists and objects of texts. */

function trimmed(value: unknown): unknown {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(trimmed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, trimmed(one)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Equal as far as the server keeps it: white space around a text is not kept. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(trimmed(a)) === JSON.stringify(trimmed(b));
}

export function namesOf<Fields extends object>(fields: Fields): (keyof Fields & string)[] {
  return Object.keys(fields) as (keyof Fields & string)[];
}

/** Only the fields of `next` that are not as in `base`. */
export function changed<Fields extends object>(base: Fields, next: Fields): Partial<Fields> {
  const names = namesOf(next).filter((name) => !same(base[name], next[name]));
  return Object.fromEntries(names.map((name) => [name, next[name]])) as Partial<Fields>;
}

export interface Merged<Fields> {
  /** Mine, with what only they changed taken over. */
  fields: Fields;
  /** What was taken over. */
  taken: (keyof Fields & string)[];
  /** What both changed, differently: somebody has to choose. */
  clashes: (keyof Fields & string)[];
}

/** Joins two changes of the same `base`, field by field. */
export function merge<Fields extends object>(base: Fields, mine: Fields, theirs: Fields): Merged<Fields> {
  const differing = namesOf(mine).filter((name) => !same(base[name], theirs[name]) && !same(mine[name], theirs[name]));
  const clashes = differing.filter((name) => !same(base[name], mine[name]));
  const taken = differing.filter((name) => !clashes.includes(name));
  const fields = { ...mine };
  for (const name of taken) fields[name] = theirs[name];
  return { fields, taken, clashes };
}
