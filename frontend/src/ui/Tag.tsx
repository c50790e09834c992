import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { Link } from './Link.tsx';

/** A short word about a thing; opens something when it has an address. */
export function Tag({ children, href, look }: { children: ReactNode; href?: string; look?: 'accent' | 'brand' }) {
  const className = classes('utrecht-data-badge', look && `bdg-tag--${look}`);
  if (!href) return <span className={className}>{children}</span>;
  return (
    <Link href={href} look="plain" className={classes(className, 'bdg-tag--link')}>
      {children}
    </Link>
  );
}

/** Something chosen that can be taken away. `label` is what is read out: "Thema wonen weghalen". */
export function Chip({ children, label, onRemove }: { children: ReactNode; label: string; onRemove: () => void }) {
  return (
    <button type="button" className="bdg-chip" onClick={onRemove} aria-label={label}>
      {children}
      <span aria-hidden="true">×</span>
    </button>
  );
}

export function Tags({ children }: { children: ReactNode }) {
  return <div className="bdg-tags">{children}</div>;
}
