/** A piece of a comparison: in both texts, only in the old one, or only in the new one. */
export interface Piece {
  kind: 'same' | 'gone' | 'new';
  text: string;
  /** How many characters of either text come before it. */
  at: number;
}

type Found = Omit<Piece, 'at'>;

/** Above so many pairs of words nothing is looked for: the old text goes, the new one comes. */
const pairsMax = 1_000_000;

/** Words with the space behind them. */
function words(text: string): string[] {
  return text.match(/\S+\s*|^\s+/g) ?? [];
}

/** What changed between two texts, word by word; the pieces of `same` and `new` together are the new text. */
export function compare(before: string, after: string): Piece[] {
  const [old, now] = [words(before), words(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  const pieces: Piece[] = [];
  let at = 0;
  const add = (kind: Piece['kind'], text: string) => {
    const last = pieces.at(-1);
    if (text === '') return;
    if (last?.kind === kind) last.text += text;
    else pieces.push({ kind, text, at });
    at += text.length;
  };
  add('same', now.slice(0, start).join(''));
  for (const { kind, text } of middle(old.slice(start, old.length - end), now.slice(start, now.length - end))) add(kind, text);
  add('same', now.slice(now.length - end).join(''));
  return pieces;
}

/** By the longest common sequence of words. */
function middle(old: string[], now: string[]): Found[] {
  if (old.length * now.length > pairsMax) {
    return [
      { kind: 'gone', text: old.join('') },
      { kind: 'new', text: now.join('') },
    ];
  }
  const width = now.length + 1;
  const longest = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number) => longest[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pieces: Found[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      pieces.push({ kind: 'same', text: now[j] ?? '' });
      i += 1;
      j += 1;
    } else if (j >= now.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) {
      pieces.push({ kind: 'gone', text: old[i] ?? '' });
      i += 1;
    } else {
      pieces.push({ kind: 'new', text: now[j] ?? '' });
      j += 1;
    }
  }
  return pieces;
}
