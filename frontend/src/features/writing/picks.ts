import type { Pick } from './PickMany.tsx';

export function pickPerson(person: { id: string; displayName: string; municipality: { name: string } }): Pick {
  return { id: person.id, label: `${person.displayName} (${person.municipality.name})` };
}

export const idsOf = (picks: readonly Pick[]): string[] => picks.map(({ id }) => id);
