import { describe, expect, it } from 'vitest';
import { holdsNumber, radiusOf, toPlot } from './plot.ts';

describe('the plot of pilots', () => {
  it('counts a pilot in each of its domains', () => {
    const plot = toPlot([
      { stage: 'IDEA', domains: ['POLICY', 'SOCIETY'] },
      { stage: 'IDEA', domains: ['POLICY'] },
      { stage: 'STOPPED', domains: ['COLLABORATION'] },
    ]);
    expect(plot.domains).toEqual(['POLICY', 'COLLABORATION', 'SOCIETY']);
    expect(plot.rows[0]).toEqual({ stage: 'IDEA', counts: [2, 0, 1] });
    expect(plot.rows.at(-1)).toEqual({ stage: 'STOPPED', counts: [0, 1, 0] });
    expect(plot.largest).toBe(2);
  });

  it('has a column for pilots without a domain only when there are such', () => {
    expect(toPlot([{ stage: 'SCALING', domains: [] }]).domains.at(-1)).toBeNull();
    expect(toPlot([]).domains).toHaveLength(3);
  });

  it('draws surfaces in proportion to the counts, within a row of the plot', () => {
    expect(radiusOf(0, 5)).toBe(0);
    for (const largest of [1, 2, 5, 40]) {
      expect(radiusOf(largest, largest) ** 2 / radiusOf(1, largest) ** 2).toBeCloseTo(largest);
      expect(radiusOf(largest, largest)).toBeLessThanOrEqual(18);
    }
  });

  it('puts the number beside a circle that is too small for it', () => {
    expect(holdsNumber(radiusOf(1, 4))).toBe(true);
    expect(holdsNumber(radiusOf(1, 40))).toBe(false);
  });
});
