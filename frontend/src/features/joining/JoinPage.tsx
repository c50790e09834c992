import { useState } from 'react';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Link } from '../../ui/Link.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Lead, Paragraph } from '../../ui/Text.tsx';
import { JoinForm } from './JoinForm.tsx';
import '../account/account.css';

/** `/meedoen`: two minutes and a mail. */
export function JoinPage() {
  const t = useText();
  const { viewer } = useSession();
  const [sentTo, setSentTo] = useState<string | null>(null);
  return (
    <Page title={t('joining.title')}>
      {viewer ? (
        <div className="bdg-stack">
          <Paragraph>{t('account.already', { name: viewer.person.displayName })}</Paragraph>
          <Link href={paths.home()} look="primary">
            {t('shell.toHome')}
          </Link>
        </div>
      ) : sentTo ? (
        <Notice look="ok" title={t('joining.sent')} isUrgent>
          <p>{t('joining.sentText', { email: sentTo })}</p>
          <p>{t('joining.notArrived')}</p>
        </Notice>
      ) : (
        <>
          <Lead>{t('joining.intro')}</Lead>
          <div className="bdg-sign-in">
            <JoinForm onSent={setSentTo} />
            <Paragraph isSmall>
              {t('joining.haveAccount')} <Link href={paths.signIn()}>{t('account.title')}</Link>
            </Paragraph>
          </div>
        </>
      )}
    </Page>
  );
}
