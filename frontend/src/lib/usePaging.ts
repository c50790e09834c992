import { useState } from 'react';

/** Where a list goes on; starts over when `list` (the address of what is listed) becomes another. */
export function usePaging(list: string): [after: string | undefined, goOn: (cursor: string | null | undefined) => void] {
  const [place, setPlace] = useState<{ list: string; after?: string }>({ list });
  const after = place.list === list ? place.after : undefined;
  return [after, (cursor) => setPlace({ list, after: cursor ?? undefined })];
}
