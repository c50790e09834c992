import { describe, expect, it } from 'vitest';
import { clockTime, dayInAmsterdam, longDate, nearDate, plainDate } from './dates.ts';

describe('dates', () => {
  it('names the day in full, in both languages', () => {
    expect(longDate('2016-10-11T07:30:00Z', 'nl')).toBe('dinsdag 11 oktober 2016');
    expect(longDate('2016-10-11T07:30:00Z', 'en')).toBe('Tuesday 11 October 2016');
  });

  it('takes the day and the hour of Amsterdam', () => {
    expect(plainDate('2024-12-31T23:30:00Z', 'nl')).toBe('1 januari 2025');
    expect(dayInAmsterdam('2016-10-10T22:30:00Z')).toBe('2016-10-11');
    expect(clockTime('2016-10-11T07:30:00Z', 'nl')).toBe('9:30');
  });

  it('is relative only within a week', () => {
    const now = new Date('2026-03-30T12:00:00Z');
    expect(nearDate('2026-03-30T08:00:00Z', 'nl', now)).toBe('vandaag');
    expect(nearDate('2026-03-29T21:00:00Z', 'nl', now)).toBe('gisteren');
    expect(nearDate('2026-03-25T12:00:00Z', 'nl', now)).toBe('5 dagen geleden');
    expect(nearDate('2026-03-23T12:00:00Z', 'nl', now)).toBe('23 maart 2026');
    expect(nearDate('2026-04-02T12:00:00Z', 'en', now)).toBe('in 3 days');
  });

  it('counts midnights, not periods of 24 hours, over the change to summer time', () => {
    expect(nearDate('2026-03-28T22:30:00Z', 'nl', new Date('2026-03-29T22:30:00Z'))).toBe('eergisteren');
  });
});
