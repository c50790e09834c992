import { CombinedError } from '@urql/core';
import { describe, expect, it } from 'vitest';
import { readProblem } from './problem.ts';

const refused = (extensions: Record<string, unknown>, message = 'nee') =>
  readProblem(new CombinedError({ graphQLErrors: [{ message, extensions }] }));
const answered = (status: number) =>
  readProblem(new CombinedError({ networkError: new Error('no JSON'), response: { status } }));

describe('a problem', () => {
  it('is read from the code of the API, not from its message', () => {
    expect(refused({ code: 'CONFLICT' }, 'UNAUTHENTICATED')).toEqual({ kind: 'conflict' });
    expect(refused({ code: 'UNAUTHENTICATED' })).toEqual({ kind: 'unauthenticated' });
    expect(refused({ code: 'BAD_USER_INPUT' }, 'Te lang')).toEqual({ kind: 'badInput', message: 'Te lang' });
  });

  it('carries the number that a person can mention', () => {
    expect(refused({ code: 'INTERNAL', requestId: '0193-af' })).toEqual({ kind: 'internal', requestId: '0193-af' });
    expect(refused({})).toEqual({ kind: 'internal', requestId: null });
  });

  it('tells what is not ready yet from what failed', () => {
    expect(refused({ code: 'UNAVAILABLE', retryAfterSeconds: 5 })).toEqual({ kind: 'unavailable' });
  });

  it('tells a missing network from a server that answers otherwise', () => {
    expect(readProblem(new CombinedError({ networkError: new TypeError('Failed to fetch') }))).toEqual({ kind: 'network' });
    expect(answered(429)).toEqual({ kind: 'rateLimited' });
    expect(answered(503)).toEqual({ kind: 'internal', requestId: null });
  });
});
