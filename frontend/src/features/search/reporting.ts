import type { Client } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';

const reportSearch = graphql(`
  mutation ReportSearch($input: ReportSearchInput!) {
    reportSearch(input: $input) {
      userErrors { path code message }
    }
  }
`);

interface Wishes {
  doNotTrack?: string | null;
  globalPrivacyControl?: boolean;
}

/** Does the browser ask to be left alone? */
export function wantsPrivacy({ doNotTrack, globalPrivacyControl }: Wishes = navigator): boolean {
  return doNotTrack === '1' || globalPrivacyControl === true;
}

// What was typed and submitted last in this window: only from its results something is opened that counts.
let submitted = '';

/** Tells that a search was typed and submitted, not each letter and not a link that was followed. */
export function reportSubmitted(client: Client, query: string): void {
  submitted = query;
  send(client, { query });
}

/** Tells that a result of that search was opened. */
export function reportOpened(client: Client, query: string | undefined, openedNodeId: string): void {
  if (query && query === submitted) send(client, { query, openedNodeId });
}

/** Nobody waits for it, and nothing is said when it fails. */
function send(client: Client, input: { query: string; openedNodeId?: string }): void {
  if (input.query && !wantsPrivacy()) void client.mutation(reportSearch, { input }).toPromise();
}
