import type { Viewer } from '../../graphql/SessionProvider.tsx';

/** May this person see what people search for in vain? */
export const seesSearchGaps = (viewer: Viewer): boolean => viewer.role !== 'MEMBER' || viewer.municipalityRole !== 'MEMBER';
