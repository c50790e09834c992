/** Which pilots are like this one, and why: the same question weighs more than any number of shared themes. */

export interface Like {
  id: string;
  slug: string;
  title: string;
  themes: readonly { slug: string; label: string }[];
}

export interface Similar<Pilot extends Like> {
  pilot: Pilot;
  /** A question that both answer, when there is one. */
  question: string | undefined;
  /** Labels of the themes that both have. */
  themes: string[];
}

interface Sources<Pilot extends Like> {
  challenges: readonly { question: string; pilots: readonly Pilot[] }[];
  candidates: readonly Pilot[];
}

/** At most `limit`, the closest first; equals keep the order in which they came. Never the pilot itself. */
export function similarTo<Pilot extends Like>(
  own: { id: string; themes: readonly { slug: string }[] },
  { challenges, candidates }: Sources<Pilot>,
  limit = 3,
): Similar<Pilot>[] {
  const ownThemes = new Set(own.themes.map((theme) => theme.slug));
  const found = new Map<string, Similar<Pilot>>();
  function add(pilot: Pilot, question?: string) {
    if (pilot.id === own.id || found.has(pilot.id)) return;
    const themes = pilot.themes.filter((theme) => ownThemes.has(theme.slug)).map((theme) => theme.label);
    if (question || themes.length > 0) found.set(pilot.id, { pilot, question, themes });
  }
  for (const challenge of challenges) for (const pilot of challenge.pilots) add(pilot, challenge.question);
  for (const pilot of candidates) add(pilot);
  const weight = (one: Similar<Pilot>) => (one.question ? 100 : 0) + one.themes.length;
  return [...found.values()].toSorted((a, b) => weight(b) - weight(a)).slice(0, limit);
}
