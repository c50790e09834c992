import { useRouter, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { useSession } from '../graphql/SessionProvider.tsx';
import { graphql } from '../graphql/generated/index.ts';
import { administers, invites } from '../features/administration/useAdministered.ts';
import { seesSearchGaps } from '../features/search-terms/seesSearchGaps.ts';
import { useText } from '../i18n/LanguageProvider.tsx';
import { paths } from '../routes/paths.ts';
import { Link } from '../ui/Link.tsx';

const logOut = graphql(`
  mutation LogOut {
    logOut {
      loggedOut
    }
  }
`);

/** Sign in; or, behind one's name, one's own pages. A disclosure with plain links: Tab goes through, Escape closes. */
export function AccountMenu({ path }: { path: string }) {
  const t = useText();
  const router = useRouter();
  const { viewer, isLoading, renew } = useSession();
  const here = useRouterState({ select: (state) => state.location.href });
  const [, runLogOut] = useMutation(logOut);
  // Open only on the page where it was opened: going somewhere closes it.
  const [openAt, setOpenAt] = useState<string | null>(null);
  const isOpen = openAt === path;
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!isOpen) return undefined;
    const close = (event: Event) => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) setOpenAt(null);
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpenAt(null);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('focusin', close);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('focusin', close);
      document.removeEventListener('keydown', escape);
    };
  }, [isOpen]);

  if (isLoading) return <span className="bdg-account-wait" />;
  if (!viewer) {
    const from = path === paths.signIn() ? undefined : here;
    return (
      <Link href={paths.signIn(from)} look="plain" className="bdg-quiet bdg-quiet--strong">
        {t('shell.signIn')}
      </Link>
    );
  }

  async function leave() {
    const { error } = await runLogOut({});
    if (error) return;
    renew();
    router.history.push(paths.home());
  }

  return (
    <div className="bdg-account" ref={place}>
      <button
        ref={button}
        type="button"
        className="bdg-quiet bdg-quiet--strong"
        aria-expanded={isOpen}
        aria-label={t('shell.account', { name: viewer.person.displayName })}
        onClick={() => setOpenAt(isOpen ? null : path)}
      >
        {viewer.person.displayName}
      </button>
      {isOpen && (
        <ul className="bdg-account__menu">
          <li className="bdg-soft">{viewer.person.municipality.name}</li>
          <li><Link href={paths.mine()}>{t('shell.mine')}</Link></li>
          <li><Link href={paths.savedSearches()}>{t('saved.title')}</Link></li>
          <li><Link href={paths.mySecurity()}>{t('security.title')}</Link></li>
          <li><Link href={paths.newPilot()}>{t('shell.writePilot')}</Link></li>
          <li><Link href={paths.newReport()}>{t('shell.writeReport')}</Link></li>
          <li><Link href={paths.newChallenge()}>{t('shell.writeChallenge')}</Link></li>
          {viewer.role !== 'MEMBER' && <li><Link href={paths.newMeeting()}>{t('shell.planMeeting')}</Link></li>}
          <li><Link href={paths.contacts()}>{t('shell.contacts')}</Link></li>
          {invites(viewer) && <li><Link href={paths.administration(administers(viewer) ? '/beheer/mensen' : '/beheer/uitnodigen')}>{t('administration.title')}</Link></li>}
          {seesSearchGaps(viewer) && !invites(viewer) && <li><Link href={paths.searchGaps()}>{t('searchTerms.title')}</Link></li>}
          <li>
            <button type="button" className="bdg-quiet" onClick={leave}>
              {t('shell.signOut')}
            </button>
          </li>
        </ul>
      )}
    </div>
  );
}
