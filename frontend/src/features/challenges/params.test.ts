import { describe, expect, it } from 'vitest';
import { readChallengesParams, toChallengeFilter } from './params.ts';

describe('the address of the challenges', () => {
  it('drops what it does not understand', () => {
    expect(readChallengesParams({ thema: 'wonen', van: 'jou', q: 'x' })).toEqual({ thema: ['wonen'] });
  });

  it('becomes the filter of the API', () => {
    expect(toChallengeFilter(readChallengesParams({ thema: ['wonen', 'zorg'], van: 'mij' }))).toEqual({
      themes: ['wonen', 'zorg'],
      recognisedByMe: true,
    });
    expect(toChallengeFilter({})).toEqual({ themes: undefined, recognisedByMe: undefined });
  });
});
