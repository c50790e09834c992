import { describe, expect, it } from 'vitest';
import { errorAt, errorsBeside } from './userErrors.ts';

const errors = [
  { path: ['message'], code: 'REQUIRED', message: 'Schrijf een bericht.' },
  { path: ['input', 'share', '0'], code: 'UNKNOWN', message: 'Dit kennen we niet.' },
  { path: [], code: 'PENDING', message: 'Je vroeg het al.' },
];

describe('user errors', () => {
  it('stand at the field that they name, with or without the input before it', () => {
    expect(errorAt(errors, 'message')).toBe('Schrijf een bericht.');
    expect(errorAt(errors, 'share')).toBe('Dit kennen we niet.');
    expect(errorAt(errors, 'note')).toBeUndefined();
  });

  it('never get lost: what no field shows stands above the form', () => {
    expect(errorsBeside(errors, ['message', 'share']).map(({ code }) => code)).toEqual(['PENDING']);
    expect(errorsBeside(errors, [])).toHaveLength(3);
  });
});
