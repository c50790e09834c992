import { Client, fetchExchange, mapExchange } from '@urql/core';
import { normalisedCache } from './cache.ts';
import { readProblem } from './problem.ts';

export interface ClientOptions {
  url?: string;
  /** Called when a mutation is refused because the session has ended. */
  onSessionEnded?: () => void;
}

/** One client for one signed-in state: after signing in or out a new one starts with an empty cache. */
export function createClient({ url = '/graphql', onSessionEnded }: ClientOptions = {}): Client {
  return new Client({
    url,
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    fetchOptions: { credentials: 'same-origin' },
    exchanges: [
      mapExchange({
        onError(error, operation) {
          if (operation.kind === 'mutation' && readProblem(error).kind === 'unauthenticated') onSessionEnded?.();
        },
      }),
      normalisedCache(),
      fetchExchange,
    ],
  });
}
