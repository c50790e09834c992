import type { HTMLAttributes } from 'react';
import { classes } from './classes.ts';

interface HeadingProps extends HTMLAttributes<HTMLHeadingElement> {
  level: 2 | 3 | 4;
  /** How large it looks, when that differs from its place in the outline. */
  size?: 2 | 3 | 4;
}

/** The h1 belongs to `Page`. */
export function Heading({ level, size = level, className, children, ...rest }: HeadingProps) {
  const Tag = `h${level}` as const;
  return (
    <Tag className={classes(`utrecht-heading-${size}`, className)} {...rest}>
      {children}
    </Tag>
  );
}
