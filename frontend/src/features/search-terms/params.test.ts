import { expect, it } from 'vitest';
import { readSearchGapParams, toVariables } from './params.ts';

it('reads what it knows of an address and drops the rest', () => {
  expect(readSearchGapParams({ soort: 'niet-geopend', periode: 'jaar', toon: 'afgehandeld', anders: 'x' })).toEqual({
    soort: 'niet-geopend', periode: 'jaar', toon: 'afgehandeld',
  });
  expect(readSearchGapParams({ soort: 'x', periode: 'week', toon: '' })).toEqual({});
});

it('asks for thirteen weeks of what was not found, unless told otherwise', () => {
  expect(toVariables({})).toEqual({ kind: 'WITHOUT_RESULT', period: 'QUARTER', isHandled: false });
  expect(toVariables({ soort: 'niet-geopend', periode: 'maand', toon: 'afgehandeld' })).toEqual({
    kind: 'WITHOUT_CLICK', period: 'MONTH', isHandled: true,
  });
});
