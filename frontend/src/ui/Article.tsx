import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { Heading } from './Heading.tsx';
import { MarkdownHtml } from './Html.tsx';

interface ArticleProps {
  /** Above both columns: lead, state, what one can do. */
  head?: ReactNode;
  /** Beside the story, below it on a phone: `AsideList`s. */
  aside?: ReactNode;
  asideLabel?: string;
  children: ReactNode;
}

/** One thing to read, with what hangs together with it in a narrow column beside. */
export function Article({ head, aside, asideLabel, children }: ArticleProps) {
  return (
    <article className="bdg-article">
      {head && <div className="bdg-article__head">{head}</div>}
      <div className="bdg-article__body">{children}</div>
      {aside && (
        <aside className="bdg-article__aside" aria-label={asideLabel}>
          {aside}
        </aside>
      )}
    </article>
  );
}

/** A part of the story. */
export function Section({ title, accent = false, children }: { title: string; accent?: boolean; children: ReactNode }) {
  return (
    <section className={classes(accent && 'bdg-article__accent') || undefined}>
      <Heading level={2}>{title}</Heading>
      {children}
    </section>
  );
}

/** A part of the story in Markdown. An empty part is left out. */
export function ProseSection({ title, html, accent }: { title: string; html: string; accent?: boolean }) {
  if (!html.trim()) return null;
  return (
    <Section title={title} accent={accent}>
      <MarkdownHtml html={html} />
    </Section>
  );
}

/** A few lines beside the story. Its children are `li`s; nothing is shown when there are none. */
export function AsideList({ title, isShown, children }: { title: string; isShown: boolean; children: ReactNode }) {
  if (!isShown) return null;
  return (
    <section>
      <Heading level={2} size={4}>
        {title}
      </Heading>
      <ul>{children}</ul>
    </section>
  );
}
