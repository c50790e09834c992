import type { ReactNode } from 'react';
import { classes } from './classes.ts';

export function Lead({ children }: { children: ReactNode }) {
  return <p className="utrecht-paragraph utrecht-paragraph--lead bdg-measure">{children}</p>;
}

export function Paragraph({ children, isSmall = false }: { children: ReactNode; isSmall?: boolean }) {
  return <p className={classes('utrecht-paragraph', isSmall && 'utrecht-paragraph--small', 'bdg-measure')}>{children}</p>;
}

export function VisuallyHidden({ children }: { children: ReactNode }) {
  return <span className="bdg-hidden">{children}</span>;
}
