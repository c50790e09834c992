import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { SignInDialog } from '../features/account/SignInDialog.tsx';
import { useText } from '../i18n/LanguageProvider.tsx';
import { paths } from '../routes/paths.ts';
import { Link } from '../ui/Link.tsx';
import { DemoNotice } from './DemoNotice.tsx';
import { Header } from './Header.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { OfflineNotice } from './OfflineNotice.tsx';
import { SecondFactorNotice } from './SecondFactorNotice.tsx';
import './shell.css';

/** What stands around every page. */
export function Shell() {
  const t = useText();
  const path = useRouterState({ select: (state) => state.location.pathname });
  useSearchKey();
  return (
    <>
      <a className="utrecht-skip-link utrecht-skip-link--visible-on-focus" href="#inhoud">
        {t('shell.skip')}
      </a>
      <DemoNotice />
      <Header path={path} />
      <OfflineNotice />
      <SecondFactorNotice path={path} />
      <main id="inhoud" className="bdg-main" tabIndex={-1}>
        <Outlet />
      </main>
      <Footer />
      <SignInDialog />
    </>
  );
}

function Footer() {
  const t = useText();
  return (
    <footer className="bdg-footer" data-print="no">
      <div className="bdg-page bdg-footer__inner">
        <p>{t('shell.footerLine')}</p>
        <LanguageSwitch />
        <nav aria-label={t('shell.footer')}>
          <ul>
            <li><Link href={paths.about()}>{t('shell.about')}</Link></li>
            <li><Link href={paths.accessibility()}>{t('shell.accessibility')}</Link></li>
            <li><Link href={paths.privacy()}>{t('shell.privacy')}</Link></li>
            <li><Link href={paths.api()}>{t('shell.api')}</Link></li>
          </ul>
        </nav>
      </div>
    </footer>
  );
}

/** `/` goes to the search box, unless one is typing. */
function useSearchKey() {
  useEffect(() => {
    function jump(event: KeyboardEvent) {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.target instanceof Element && event.target.closest('input, textarea, select, dialog, [contenteditable]')) return;
      const boxes = [...document.querySelectorAll<HTMLInputElement>('input[data-search]')].filter((box) => box.checkVisibility());
      const box = boxes.find((one) => one.closest('main')) ?? boxes[0];
      if (!box) return;
      event.preventDefault();
      box.focus();
      box.select();
    }
    document.addEventListener('keydown', jump);
    return () => document.removeEventListener('keydown', jump);
  }, []);
}
