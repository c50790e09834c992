import type { TypedDocumentNode } from '@urql/core';
import { useState } from 'react';
import { useClient } from 'urql';
import { type Problem, readProblem } from '../graphql/problem.ts';
import { LoadMore } from './LoadMore.tsx';
import { ErrorState } from './States.tsx';

interface MoreOfProps {
  /** What the page's own query has of the list. */
  list: { totalCount: number; edges: readonly unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
  /** Asks for the next page of the same list with the same `first`; the cache joins it to what the page shows (cache.ts). */
  query: TypedDocumentNode<unknown, { id: string; after: string }>;
  id: string;
}

/** Under a list that belongs to the thing of a page: the rest of it, a page at a time. */
export function MoreOf({ list: { totalCount, edges, pageInfo }, query, id }: MoreOfProps) {
  const client = useClient();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function goOn() {
    if (pageInfo.endCursor === null) return;
    setBusy(true);
    const { error } = await client.query(query, { id, after: pageInfo.endCursor }).toPromise();
    setProblem(error ? readProblem(error) : null);
    setBusy(false);
  }
  return (
    <>
      {problem && <ErrorState problem={problem} />}
      <LoadMore shown={edges.length} total={totalCount} hasMore={pageInfo.hasNextPage} isBusy={isBusy} onMore={() => void goOn()} />
    </>
  );
}
