import type { ReactNode } from 'react';

/** Things under each other with a hairline between them. Its children are `ListItem`s. */
export function List({ children, label }: { children: ReactNode; label?: string }) {
  return (
    // The role survives `list-style: none` in Safari.
    // oxlint-disable-next-line jsx-a11y/no-redundant-roles
    <ul className="bdg-list" role="list" aria-label={label}>
      {children}
    </ul>
  );
}

export function ListItem({ children }: { children: ReactNode }) {
  return <li>{children}</li>;
}
