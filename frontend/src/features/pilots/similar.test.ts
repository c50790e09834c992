import { describe, expect, it } from 'vitest';
import { similarTo } from './similar.ts';

const theme = (slug: string) => ({ slug, label: slug.toUpperCase() });
const pilot = (id: string, ...themes: string[]) => ({ id, slug: id, title: id, themes: themes.map(theme) });

const own = pilot('own', 'debt', 'housing');

describe('similar pilots', () => {
  it('puts the same question before shared themes, and more shared themes before fewer', () => {
    const found = similarTo(own, {
      challenges: [{ question: 'How do we see debts early?', pilots: [own, pilot('answer')] }],
      candidates: [pilot('one', 'debt'), pilot('two', 'debt', 'housing'), own],
    });
    expect(found.map((one) => one.pilot.id)).toEqual(['answer', 'two', 'one']);
    expect(found[0]?.question).toBe('How do we see debts early?');
    expect(found[1]).toMatchObject({ question: undefined, themes: ['DEBT', 'HOUSING'] });
  });

  it('names a pilot once, with the stronger reason', () => {
    const both = pilot('both', 'debt');
    const found = similarTo(own, { challenges: [{ question: 'Q', pilots: [both] }], candidates: [both] });
    expect(found).toEqual([{ pilot: both, question: 'Q', themes: ['DEBT'] }]);
  });

  it('leaves out what shares nothing, and stops at the limit', () => {
    const candidates = [pilot('far', 'roads'), ...['a', 'b', 'c', 'd'].map((id) => pilot(id, 'debt'))];
    expect(similarTo(own, { challenges: [], candidates }).map((one) => one.pilot.id)).toEqual(['a', 'b', 'c']);
  });
});
