/** The letter under which a name stands in a Dutch register: 's-Hertogenbosch under H. */
export function letterOf(name: string): string {
  const bare = name.replace(/^['’][a-z]+[-\s]/i, '').replace(/^[^\p{L}]+/u, '');
  return bare
    .charAt(0)
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase();
}

/** Names in the order in which they came, cut where the letter changes. */
export function byLetter<Item extends { name: string }>(items: readonly Item[]): { letter: string; items: Item[] }[] {
  const groups: { letter: string; items: Item[] }[] = [];
  for (const item of items) {
    const letter = letterOf(item.name);
    const last = groups.at(-1);
    if (last?.letter === letter) last.items.push(item);
    else groups.push({ letter, items: [item] });
  }
  return groups;
}
