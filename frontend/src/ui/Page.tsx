import { type ReactNode, useEffect, useRef } from 'react';
import { type Crumb, Breadcrumb } from './Breadcrumb.tsx';

interface PageProps {
  /** The h1, and the title of the window. */
  title: string;
  crumbs?: readonly Crumb[];
  /** A line above the title: what kind of thing this is, of whom. */
  overline?: ReactNode;
  /** Language of the title, when it is content. */
  titleLang?: string;
  children: ReactNode;
}

let focusedPath: string | null = null;

/**
 * Every page. Sets the title of the window; after navigation (not on the first load, not when only the part behind the
 * question mark changed) the focus moves to the h1, so that a screen reader says where one has come.
 */
export function Page({ title, crumbs, overline, titleLang, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === 'BigDataGemeenten' ? title : `${title} · BigDataGemeenten`;
  }, [title]);
  useEffect(() => {
    const path = window.location.pathname;
    if (focusedPath !== null && focusedPath !== path) heading.current?.focus({ preventScroll: true });
    focusedPath = path;
  }, []);
  return (
    <>
      {crumbs && <Breadcrumb crumbs={crumbs} />}
      <div className="bdg-title">
        {overline && <div className="bdg-overline">{overline}</div>}
        <h1 ref={heading} tabIndex={-1} className="utrecht-heading-1" lang={titleLang}>
          {title}
        </h1>
      </div>
      {children}
    </>
  );
}
