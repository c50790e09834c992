import { useText } from '../i18n/LanguageProvider.tsx';
import { Link } from './Link.tsx';

export interface Crumb {
  label: string;
  href: string;
}

/** The way back up; the page itself is the h1 below it. */
export function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  const t = useText();
  return (
    <nav className="utrecht-breadcrumb-nav bdg-breadcrumb" aria-label={t('shell.breadcrumb')} data-print="no">
      <ol>
        {crumbs.map((crumb) => (
          <li key={crumb.href}>
            <Link href={crumb.href}>{crumb.label}</Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
