import { describe, expect, it } from 'vitest';
import { compare } from './compare.ts';

const told = (before: string, after: string) =>
  compare(before, after).map(({ kind, text }) => ({ same: '', gone: '-', new: '+' })[kind] + text);

const long = (word: string) => Array.from({ length: 2_000 }, (_, i) => `${word}${i}`).join(' ');

describe('a comparison', () => {
  it('tells which words went and which came', () => {
    expect(told('Een oude tekst over wonen', 'Een nieuwe tekst over wonen')).toEqual(['Een ', '-oude ', '+nieuwe ', 'tekst over wonen']);
  });

  it('tells what was added at either end', () => {
    expect(told('midden', 'voor midden achter')).toEqual(['-midden', '+voor midden achter']);
    expect(told('een twee ', 'een twee drie')).toEqual(['een twee ', '+drie']);
  });

  it('tells of an empty text that all of it went or came', () => {
    expect(told('', 'Alles nieuw')).toEqual(['+Alles nieuw']);
    expect(told('Alles weg', '')).toEqual(['-Alles weg']);
    expect(told('', '')).toEqual([]);
  });

  it('keeps every character of both texts', () => {
    const [before, after] = ['  a\n\nb c  d', 'a b\n c  e '];
    const pieces = compare(before, after);
    const of = (...kinds: string[]) => pieces.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text).join('');
    expect(of('same', 'new')).toBe(after);
    expect(of('same', 'gone')).toBe(before);
  });

  it('does not look for what two very long texts have in common in between', () => {
    expect(told(long('a'), long('b')).map((text) => text[0])).toEqual(['-', '+']);
  });
});
