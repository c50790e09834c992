import { describe, expect, it } from 'vitest';
import { outline } from './outline.ts';

describe('the outline of a text', () => {
  it('names its headings and gives each a place', () => {
    const { html, entries } = outline('<h2>Één vraag</h2><p>Tekst</p><h3>Privacy &amp; recht</h3><h4>Diep</h4>');
    expect(entries).toEqual([
      { id: 'kop-een-vraag', text: 'Één vraag', depth: 0 },
      { id: 'kop-privacy-recht', text: 'Privacy & recht', depth: 1 },
    ]);
    expect(html).toBe('<h2 id="kop-een-vraag">Één vraag</h2><p>Tekst</p><h3 id="kop-privacy-recht">Privacy &amp; recht</h3><h4>Diep</h4>');
  });

  it('starts at the highest level that the text uses', () => {
    const { html, entries } = outline('<h3>Opening</h3><h4>De <em>vraag</em></h4><h3>Lunch</h3>');
    expect(entries.map(({ depth }) => depth)).toEqual([0, 1, 0]);
    expect(html).toBe('<h2 id="kop-opening">Opening</h2><h3 id="kop-de-vraag">De <em>vraag</em></h3><h2 id="kop-lunch">Lunch</h2>');
  });

  it('keeps two headings with the same words apart', () => {
    expect(outline('<h2>Vragen</h2><h2>Vragen</h2>').entries.map(({ id }) => id)).toEqual(['kop-vragen', 'kop-vragen-2']);
  });

  it('does not bring escaped text to life', () => {
    expect(outline('<h2>&lt;img src=x onerror=alert(1)&gt;</h2>').html).not.toContain('<img');
  });
});
