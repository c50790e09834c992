import { useRouter } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { classes } from './classes.ts';

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  /** An address of `paths`, or a full one of another site. */
  href: string;
  /** `plain`: no look of its own. `button` and `primary`: for going somewhere, not for doing something. */
  look?: 'text' | 'plain' | 'button' | 'primary';
}

const looks = {
  text: 'utrecht-link utrecht-link--html-a',
  plain: undefined,
  button: 'utrecht-button utrecht-button--secondary-action bdg-link-button',
  primary: 'utrecht-button utrecht-button--primary-action bdg-link-button',
};

/** Goes there without loading the page again; a click with Ctrl, Shift or the middle button stays the browser's. */
export function Link({ href, look = 'text', className, onClick, children, ...rest }: LinkProps) {
  const router = useRouter();
  const isLocal = href.startsWith('/') && !rest.target;
  function follow(event: MouseEvent<HTMLAnchorElement>) {
    onClick?.(event);
    if (event.defaultPrevented || !isLocal || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.history.push(href);
  }
  return (
    <a href={href} className={classes(looks[look], className)} onClick={follow} {...rest}>
      {children}
    </a>
  );
}
