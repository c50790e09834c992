import { describe, expect, it } from 'vitest';
import { byLetter, letterOf } from './letters.ts';

describe('the letter of a municipality', () => {
  it('skips the article in front', () => {
    expect(letterOf("'s-Hertogenbosch")).toBe('H');
    expect(letterOf('’s-Gravenhage')).toBe('G');
    expect(letterOf("'t Zandt")).toBe('Z');
  });

  it('knows letters with accents, and small ones', () => {
    expect(letterOf('Échteld')).toBe('E');
    expect(letterOf('de Bilt')).toBe('D');
  });
});

describe('names by letter', () => {
  it('keep their order', () => {
    const names = ['Aa en Hunze', 'Almere', 'Baarn'].map((name) => ({ name }));
    expect(byLetter(names).map(({ letter, items }) => [letter, items.map(({ name }) => name)])).toEqual([
      ['A', ['Aa en Hunze', 'Almere']],
      ['B', ['Baarn']],
    ]);
  });
});
