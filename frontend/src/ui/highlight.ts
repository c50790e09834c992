export interface Piece {
  /** Where the piece begins in the source; unique. */
  at: number;
  text: string;
  isMarked: boolean;
}

/** Splits a highlight into plain and marked text. Any other tag is dropped, entities become their character. */
export function marked(html: string): Piece[] {
  const pieces: Piece[] = [];
  let isMarked = false;
  let at = 0;
  for (const match of [...html.matchAll(/<\/?mark>/g), null]) {
    const end = match ? match.index : html.length;
    const text = plain(html.slice(at, end));
    if (text) pieces.push({ at, text, isMarked });
    if (match) {
      isMarked = match[0] === '<mark>';
      at = end + match[0].length;
    }
  }
  return pieces;
}

function plain(html: string): string {
  return new DOMParser().parseFromString(`<!doctype html><body>${html}`, 'text/html').body.textContent ?? '';
}
