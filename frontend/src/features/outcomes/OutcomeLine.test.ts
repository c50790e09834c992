import { describe, expect, it } from 'vitest';
import { firstWords } from './OutcomeLine.tsx';

describe('the first words of a Markdown text', () => {
  it('leave out the signs and keep the words', () => {
    expect(firstWords('## Kort\n\nBegin **klein**, met [één eigenaar](https://example.nl) per `bron`.\n- en dan groter')).toBe(
      'Kort Begin klein, met één eigenaar per bron. en dan groter',
    );
  });

  it('are cut between two words, not within one', () => {
    expect(firstWords('Begin klein met een eigenaar', 14)).toBe('Begin klein…');
    expect(firstWords('Begin klein', 11)).toBe('Begin klein');
  });
});
