import type { ReactNode } from 'react';
import { placeOf } from './useDraft.ts';

/** Where a link from the list of what is missing jumps to. */
export function Place({ name, children }: { name: string; children: ReactNode }) {
  return <div id={placeOf(name)}>{children}</div>;
}
