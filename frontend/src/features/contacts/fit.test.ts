import { describe, expect, it } from 'vitest';
import { fitOf } from './fit.ts';

describe('how well somebody fits', () => {
  it('grows with the score', () => {
    expect([0, 0.12, 0.44, 0.45, 0.74, 0.75, 1].map(fitOf)).toEqual(['some', 'some', 'some', 'good', 'good', 'strong', 'strong']);
  });
});
