/** A long text's headings, and the text with a place to jump to at each of them. */

export interface OutlineEntry {
  id: string;
  text: string;
  /** Below which heading it belongs: 0 for the first level in this text. */
  depth: 0 | 1;
}

/**
 * Takes the HTML of the server, which is safe already; only adds `id`s to headings of the two highest levels, and lifts
 * all headings so that the highest follow the h1 of the page: most people begin with `##`.
 */
export function outline(html: string): { html: string; entries: OutlineEntry[] } {
  const body = new DOMParser().parseFromString(html, 'text/html').body;
  const found = [...body.querySelectorAll('h2, h3, h4, h5, h6')];
  const up = Math.min(...found.map(levelOf)) - 2;
  const headings = found.map((heading) => (up > 0 ? lifted(heading, up) : heading));
  const levels = [...new Set(headings.map(({ tagName }) => tagName))].toSorted().slice(0, 2);
  const taken = new Set<string>();
  const entries = headings
    .filter(({ tagName }) => levels.includes(tagName))
    .map((heading): OutlineEntry => {
      const text = heading.textContent.trim();
      heading.id = free(`kop-${slugOf(text)}`, taken);
      return { id: heading.id, text, depth: heading.tagName === levels[0] ? 0 : 1 };
    })
    .filter(({ text }) => text !== '');
  return { html: body.innerHTML, entries };
}

function levelOf({ tagName }: Element): number {
  return Number(tagName.slice(1));
}

function lifted(heading: Element, up: number): Element {
  const higher = heading.ownerDocument.createElement(`h${levelOf(heading) - up}`);
  higher.append(...heading.childNodes);
  heading.replaceWith(higher);
  return higher;
}

function slugOf(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

function free(wish: string, taken: Set<string>): string {
  let id = wish;
  for (let count = 2; taken.has(id); count += 1) id = `${wish}-${count}`;
  taken.add(id);
  return id;
}
