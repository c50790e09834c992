import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch, toggled } from '../../lib/search-values.ts';
import { localPath, paths } from '../../routes/paths.ts';
import { countFilters, readSearchParams, toSearchFilter, withoutFilters } from './params.ts';

const read = (text: string) => readSearchParams(parseSearch(text));

describe('the address of a search', () => {
  it('is read and written back the same', () => {
    const address = '?q=vroege+signalen&soort=pilot&soort=verslag&thema=schulden&fase=gestopt&jaar=2016&letterlijk=ja&volgorde=nieuwste';
    expect(stringifySearch({ ...read(address) })).toBe(address);
  });

  it('drops what it does not understand', () => {
    expect(read('?q=%20%20&soort=raket&fase=idee&fase=idee&jaar=ooit&x=1&volgorde=oudste')).toEqual({ fase: ['idee'] });
  });

  it('keeps a number that somebody searches for as text', () => {
    expect(read('?q=2016')).toEqual({ q: '2016' });
  });

  it('becomes the filter of the API', () => {
    expect(toSearchFilter(read('?soort=persoon&domein=beleid&gemeente=GM0479&jaar=2016'))).toEqual({
      kinds: ['PERSON'],
      domains: ['POLICY'],
      municipalities: ['GM0479'],
      years: [2016],
    });
  });

  it('counts and drops its filters, not its words and order', () => {
    const params = read('?q=afval&soort=pilot&thema=wonen&thema=zorg&letterlijk=ja&volgorde=nieuwste');
    expect(countFilters(params)).toBe(3);
    expect(stringifySearch({ ...withoutFilters(params) })).toBe('?q=afval&letterlijk=ja&volgorde=nieuwste');
  });

  it('puts a value in and takes it out again', () => {
    expect(toggled(undefined, 'wonen')).toEqual(['wonen']);
    expect(toggled(['wonen', 'zorg'], 'wonen')).toEqual(['zorg']);
    expect(toggled(['wonen'], 'wonen')).toBeUndefined();
  });
});

describe('where to go after signing in', () => {
  it('stays on this site', () => {
    expect(localPath('/pilots/a?b=c')).toBe('/pilots/a?b=c');
    for (const evil of ['//evil.nl', '/\\evil.nl', 'https://evil.nl', 'javascript:alert(1)', '/\t/evil.nl', '', undefined]) {
      expect(localPath(evil)).toBe('/');
    }
  });

  it('is left out for the home page', () => {
    expect(paths.signIn('/')).toBe('/inloggen');
    expect(paths.signIn('/pilots?fase=idee')).toBe('/inloggen?terug=%2Fpilots%3Ffase%3Didee');
  });
});
