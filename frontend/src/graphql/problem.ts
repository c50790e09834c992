import type { CombinedError } from '@urql/core';

/** What went wrong, as a page can act on it. Codes: `extensions.code` of the API. */
export type Problem =
  | { kind: 'network' }
  | { kind: 'unauthenticated' }
  | { kind: 'forbidden' }
  /** Nothing is allowed before a second step is set up. */
  | { kind: 'secondFactor' }
  | { kind: 'notFound' }
  | { kind: 'conflict' }
  | { kind: 'rateLimited' }
  | { kind: 'unavailable' }
  | { kind: 'badInput'; message: string }
  | { kind: 'internal'; requestId: string | null };

export function readProblem(error: CombinedError): Problem {
  const first = error.graphQLErrors[0];
  const status = (error.response as { status?: number } | undefined)?.status;
  if (!first) {
    if (status === 429) return { kind: 'rateLimited' };
    return status !== undefined && status >= 500 ? { kind: 'internal', requestId: null } : { kind: 'network' };
  }
  switch (first.extensions?.code) {
    case 'UNAUTHENTICATED':
      return { kind: 'unauthenticated' };
    case 'FORBIDDEN':
      return first.extensions?.reason === 'SECOND_FACTOR_REQUIRED' ? { kind: 'secondFactor' } : { kind: 'forbidden' };
    case 'NOT_FOUND':
      return { kind: 'notFound' };
    case 'CONFLICT':
      return { kind: 'conflict' };
    case 'RATE_LIMITED':
      return { kind: 'rateLimited' };
    case 'UNAVAILABLE':
      return { kind: 'unavailable' };
    case 'BAD_USER_INPUT':
    case 'QUERY_TOO_COMPLEX':
      return { kind: 'badInput', message: first.message };
    default: {
      const id = first.extensions?.requestId;
      return { kind: 'internal', requestId: typeof id === 'string' ? id : null };
    }
  }
}
