import { expect, it } from 'vitest';
import { readable } from './fields.ts';

const word = (value: string) => ({ IDEA: 'Idee', POLICY: 'Beleid', OPEN: 'Open data' })[value] ?? value;

it('shows values as people read them', () => {
  expect(readable('title', 'IDEA', word)).toBe('IDEA');
  expect(readable('stage', 'IDEA', word)).toBe('Idee');
  expect(readable('domains', '["POLICY"]', word)).toBe('Beleid');
  expect(readable('partners', '["GGD","OPEN"]', word)).toBe('GGD\nOPEN');
  expect(readable('dataSources', '[{"name":"Kerncijfers","origin":"OPEN"}]', word)).toBe('Kerncijfers · Open data');
  expect(readable('summary', null, word)).toBe('');
  expect(readable('partners', 'geen lijst', word)).toBe('geen lijst');
});
