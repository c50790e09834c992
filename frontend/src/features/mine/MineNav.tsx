import { useRouterState } from '@tanstack/react-router';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Link } from '../../ui/Link.tsx';
import './mine.css';

const places = [
  ['mine.overview', paths.mine()],
  ['mine.profile', paths.myProfile()],
  ['saved.title', paths.savedSearches()],
  ['security.title', paths.mySecurity()],
  ['data.title', paths.myData()],
] as const;

/** Between one's own pages. */
export function MineNav() {
  const t = useText();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <nav className="bdg-subnav" aria-label={t('mine.nav')} data-print="no">
      <ul>
        {places.map(([label, href]) => (
          <li key={href}>
            <Link href={href} look="plain" aria-current={path === href ? 'page' : undefined}>
              {t(label)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
