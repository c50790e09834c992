/**
 * The only places where HTML from the server becomes part of the page. The server renders and sanitises Markdown;
 * highlights are escaped here again, because they are built from text that people typed.
 */
import { Fragment } from 'react';
import { marked } from './highlight.ts';

/** A Markdown field, as its `…Html` twin. `lang` is the language of the content, not of the interface. */
export function MarkdownHtml({ html, lang = 'nl' }: { html: string; lang?: string }) {
  // oxlint-disable-next-line react/no-danger -- rendered and sanitised by the server
  return <div className="bdg-prose" lang={lang} dangerouslySetInnerHTML={{ __html: html }} />;
}

/** A highlight of the search: only `<mark>` is markup, everything else is text. */
export function Highlighted({ html }: { html: string }) {
  return marked(html).map((piece) =>
    piece.isMarked ? <mark key={piece.at}>{piece.text}</mark> : <Fragment key={piece.at}>{piece.text}</Fragment>,
  );
}

/** A picture that the server drew: an `svg` element without scripts. The Content-Security-Policy allows no `data:` images. */
export function Drawing({ svg, label }: { svg: string; label: string }) {
  // oxlint-disable-next-line react/no-danger -- drawn by the server; nothing in it was typed by anybody
  return <div role="img" aria-label={label} dangerouslySetInnerHTML={{ __html: svg }} />;
}
