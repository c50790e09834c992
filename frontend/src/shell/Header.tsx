import { useState } from 'react';
import { SearchBox } from '../features/search/SearchBox.tsx';
import { useText } from '../i18n/LanguageProvider.tsx';
import { paths } from '../routes/paths.ts';
import { Link } from '../ui/Link.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';

const places = [
  ['shell.pilots', paths.pilots()],
  ['shell.challenges', paths.challenges()],
  ['shell.meetings', paths.meetings()],
  ['shell.municipalities', paths.municipalities()],
  ['shell.people', paths.people()],
  ['shell.contacts', paths.contacts()],
] as const;

export function Header({ path }: { path: string }) {
  const t = useText();
  // Open only on the page where it was opened: going somewhere closes it.
  const [openAt, setOpenAt] = useState<string | null>(null);
  const isOpen = openAt === path;
  const hasOwnSearch = path === paths.home() || path === paths.search();
  return (
    <header className="bdg-header" data-print="no">
      <div className="bdg-page bdg-header__top">
        <Link href={paths.home()} look="plain" className="bdg-wordmark">
          <span>Big</span>
          <span>Data</span>
          <span>Gemeenten</span>
        </Link>
        {!hasOwnSearch && (
          <div className="bdg-header__search">
            <SearchBox size="small" />
          </div>
        )}
        <div className="bdg-header__tools">
          <LanguageSwitch />
          <AccountMenu path={path} />
          <button
            type="button"
            className="utrecht-button utrecht-button--secondary-action bdg-header__menu"
            aria-expanded={isOpen}
            aria-controls="hoofdmenu"
            onClick={() => setOpenAt(isOpen ? null : path)}
          >
            {t('shell.menu')}
          </button>
        </div>
      </div>
      <nav id="hoofdmenu" className={isOpen ? 'bdg-nav bdg-nav--open' : 'bdg-nav'} aria-label={t('shell.nav')}>
        <ul className="bdg-page">
          {places.map(([label, href]) => (
            <li key={href}>
              <Link
                href={href}
                look="plain"
                aria-current={path === href ? 'page' : path.startsWith(`${href}/`) ? 'true' : undefined}
              >
                {t(label)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}
