import { useRouter, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useQuery } from 'urql';
import type { Viewer } from '../../graphql/SessionProvider.tsx';
import { graphql } from '../../graphql/generated/index.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Link } from '../../ui/Link.tsx';
import { Page } from '../../ui/Page.tsx';
import { ErrorState } from '../../ui/States.tsx';
import { SignedIn } from '../account/SignedIn.tsx';
import { MunicipalityPicker } from '../writing/Pickers.tsx';
import { administers, invites, useAdministered } from './useAdministered.ts';
import '../mine/mine.css';
import '../writing/writing.css';
import './administration.css';

interface FrameProps {
  title: string;
  /** Organisers may invite, and see nothing else of it. */
  isForOrganisers?: boolean;
  /** Given the CBS code of the municipality that is looked after. */
  children: (code: string, viewer: Viewer) => ReactNode;
}

/** Around each page of the administration: who may be here, which municipality it is about, and the other pages. */
export function AdministrationFrame({ title, isForOrganisers = false, children }: FrameProps) {
  const t = useText();
  return (
    <SignedIn title={title}>
      {(viewer) => (
        <Page title={title} overline={t('administration.title')}>
          {administers(viewer) || (isForOrganisers && invites(viewer)) ? (
            <Framed viewer={viewer}>{(code) => children(code, viewer)}</Framed>
          ) : (
            <ErrorState problem={{ kind: 'forbidden' }} />
          )}
        </Page>
      )}
    </SignedIn>
  );
}

const administered = graphql(`
  query Administered($code: String!) {
    municipality(code: $code) { id code name slug }
  }
`);

function Framed({ viewer, children }: { viewer: Viewer; children: (code: string) => ReactNode }) {
  const t = useText();
  const router = useRouter();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const code = useAdministered(viewer);
  const [{ data }] = useQuery({ query: administered, variables: { code } });
  const name = data?.municipality?.name ?? '';
  const elsewhere = code === viewer.person.municipality.code ? {} : { gemeente: code };
  const places = [
    ...(administers(viewer) ? ([['administration.people', '/beheer/mensen']] as const) : []),
    ['administration.invite', '/beheer/uitnodigen'] as const,
    ...(administers(viewer) ? ([['administration.domains', '/beheer/maildomeinen']] as const) : []),
  ];
  return (
    <>
      <nav className="bdg-subnav" aria-label={t('administration.title')} data-print="no">
        <ul>
          {places.map(([label, place]) => (
            <li key={place}>
              <Link href={paths.administration(place, elsewhere)} look="plain" aria-current={path === place ? 'page' : undefined}>
                {t(label)}
              </Link>
            </li>
          ))}
          <li>
            <Link href={paths.searchGaps()} look="plain">
              {t('searchTerms.title')}
            </Link>
          </li>
          {viewer.role !== 'MEMBER' && (
            <li>
              <Link href={paths.concepts()} look="plain">
                {t('thesaurus.title')}
              </Link>
            </li>
          )}
          {viewer.role === 'ADMIN' && (
            <li>
              <Link href={paths.auditLog()} look="plain">
                {t('administration.audit')}
              </Link>
            </li>
          )}
        </ul>
      </nav>
      {viewer.role === 'MEMBER' ? (
        <p className="bdg-administration__where">{t('administration.of', { name })}</p>
      ) : (
        <div className="bdg-administration__where">
          <MunicipalityPicker
            label={t('joining.municipality')} chosen={name ? [{ id: code, label: name }] : []}
            onChange={([pick]) => router.history.push(paths.administration(path, pick && pick.id !== viewer.person.municipality.code ? { gemeente: pick.id } : {}))}
          />
        </div>
      )}
      <div className="bdg-administration" key={code}>
        {children(code)}
      </div>
    </>
  );
}
