import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { marked } from './highlight.ts';
import { Highlighted } from './Html.tsx';

describe('a highlight', () => {
  it('marks what matched and nothing else', () => {
    expect(marked('een <mark>datapakhuis</mark> voor wonen').map(({ text, isMarked }) => [text, isMarked])).toEqual([
      ['een ', false],
      ['datapakhuis', true],
      [' voor wonen', false],
    ]);
  });

  it('keeps the space around a mark and shows entities as characters', () => {
    const { container } = render(<Highlighted html={'zorg &amp; <mark>wonen</mark> &lt;b&gt;'} />);
    expect(container.textContent).toBe('zorg & wonen <b>');
  });

  it('runs nothing that came along', () => {
    const { container } = render(<Highlighted html={'<img src=x onerror="alert(1)"><script>alert(1)</script><mark>a</mark>'} />);
    expect(container.querySelector('img, script')).toBeNull();
    expect(container.querySelectorAll('mark')).toHaveLength(1);
  });
});
