import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { useText } from '../../i18n/LanguageProvider.tsx';
import type { MessageKey } from '../../i18n/messages.ts';
import { localPath, paths } from '../../routes/paths.ts';
import { Link } from '../../ui/Link.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Paragraph } from '../../ui/Text.tsx';
import { SignInForm } from './SignInForm.tsx';
import './account.css';

const route = getRouteApi('/inloggen');

/** Why signing in at another site failed, as the server names it in the address. */
const ssoTexts: Record<string, MessageKey> = {
  expired: 'account.ssoFailed.expired',
  refused: 'account.ssoFailed.refused',
  unavailable: 'account.ssoFailed.unavailable',
  'unverified-email': 'account.ssoFailed.unverifiedEmail',
  'other-municipality': 'account.ssoFailed.otherMunicipality',
  'which-municipality': 'account.ssoFailed.whichMunicipality',
  'already-linked': 'account.ssoFailed.alreadyLinked',
};

export function SignInPage() {
  const t = useText();
  const router = useRouter();
  const { viewer } = useSession();
  const { terug, sso, stap } = route.useSearch();
  const back = localPath(terug);
  return (
    <Page title={t('account.title')}>
      <div className="bdg-sign-in bdg-stack">
        {viewer ? (
          <>
            <Paragraph>{t('account.already', { name: viewer.person.displayName })}</Paragraph>
            <Link href={back} look="primary">{back === paths.home() ? t('shell.toHome') : t('account.goOn')}</Link>
          </>
        ) : (
          <>
            <Paragraph>{t('account.why')}</Paragraph>
            {sso && (
              <Notice look="warning" isUrgent>
                <p>{t(ssoTexts[sso] ?? 'account.ssoFailed.unavailable')}</p>
              </Notice>
            )}
            <SignInForm
              isSecondStep={stap === '2'} next={back === paths.home() ? undefined : back}
              onDone={(needsSecondFactor) => router.history.push(needsSecondFactor ? paths.mySecurity() : back)}
            />
            <Paragraph isSmall>
              <Link href={paths.join()}>{t('account.join')}</Link>
            </Paragraph>
          </>
        )}
      </div>
    </Page>
  );
}
