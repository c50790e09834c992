import type { Client } from 'urql';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { reportOpened, reportSubmitted, wantsPrivacy } from './reporting.ts';

const sent: unknown[] = [];
const client = {
  mutation(_document: unknown, { input }: { input: unknown }) {
    sent.push(input);
    return { toPromise: () => Promise.resolve() };
  },
} as unknown as Client;

beforeEach(() => {
  sent.length = 0;
  vi.unstubAllGlobals();
});

describe('what is told about searching', () => {
  it('is what was submitted, and what was opened of it', () => {
    reportSubmitted(client, 'wijkteam');
    reportOpened(client, 'wijkteam', 'een-id');
    expect(sent).toEqual([{ query: 'wijkteam' }, { query: 'wijkteam', openedNodeId: 'een-id' }]);
  });

  it('is nothing for a search that came by a link, and for none', () => {
    reportSubmitted(client, '');
    reportOpened(client, 'langs een link', 'een-id');
    reportOpened(client, undefined, 'een-id');
    expect(sent).toEqual([]);
  });

  it('is nothing when the browser asks to be left alone', () => {
    vi.stubGlobal('navigator', { doNotTrack: '1' });
    reportSubmitted(client, 'wijkteam');
    vi.stubGlobal('navigator', { doNotTrack: null, globalPrivacyControl: true });
    reportSubmitted(client, 'wijkteam');
    expect(sent).toEqual([]);
    expect(wantsPrivacy({ doNotTrack: '0', globalPrivacyControl: false })).toBe(false);
  });
});
