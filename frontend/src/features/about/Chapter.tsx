import type { ReactNode } from 'react';
import { Heading } from '../../ui/Heading.tsx';
import './about.css';

/** A page of plain text about the site itself. Its children are `Chapter`s. */
export function Chapters({ children }: { children: ReactNode }) {
  return <div className="bdg-chapters">{children}</div>;
}

export function Chapter({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Heading level={2} size={3}>
        {title}
      </Heading>
      {children}
    </section>
  );
}
