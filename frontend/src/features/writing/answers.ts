import type { CombinedError } from '@urql/core';
import { readProblem } from '../../graphql/problem.ts';
import type { UserError } from '../../graphql/userErrors.ts';
import type { Answer, Version } from './DraftKeeper.ts';

interface Given<Fields> {
  error: CombinedError | undefined;
  version: Version<Fields> | null;
  userErrors: readonly UserError[];
  /** Fetches what the server has now, after a conflict. */
  current: () => Promise<Version<Fields> | null>;
}

/** The answer to a mutation, as the keeper of drafts understands it. */
export async function toAnswer<Fields>({ error, version, userErrors, current }: Given<Fields>): Promise<Answer<Fields>> {
  if (!error) return version ? { kind: 'saved', version } : { kind: 'refused', errors: userErrors };
  const problem = readProblem(error);
  if (problem.kind !== 'conflict') return { kind: 'failed', problem };
  const theirs = await current();
  return theirs ? { kind: 'conflict', theirs } : { kind: 'failed', problem: { kind: 'network' } };
}
