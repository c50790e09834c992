import { useSearch } from '@tanstack/react-router';
import { readText } from '../../lib/search-values.ts';
import type { Viewer } from '../../graphql/SessionProvider.tsx';

/** May this person look after people somewhere? */
export const administers = (viewer: Viewer): boolean => viewer.role === 'ADMIN' || viewer.municipalityRole === 'ADMINISTRATOR';

/** May this person invite others? */
export const invites = (viewer: Viewer): boolean => administers(viewer) || viewer.role === 'ORGANISER';

/** The CBS code of the municipality that is looked after: the viewer's own, unless the address names another. */
export function useAdministered(viewer: Viewer): string {
  const { gemeente } = useSearch({ strict: false });
  return readText(gemeente) ?? viewer.person.municipality.code;
}
