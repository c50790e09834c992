import { useState } from 'react';
import { useMutation } from 'urql';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { useLinkToken } from './useLinkToken.ts';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Link } from '../../ui/Link.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Paragraph } from '../../ui/Text.tsx';

const verifyEmail = graphql(`
  mutation VerifyEmail($input: VerifyEmailInput!) {
    verifyEmail(input: $input) {
      viewer { email person { id displayName } }
      needsApproval
      userErrors { path code message }
    }
  }
`);

/**
 * `/bevestigen`: where the link in the first mail leads. A click, because mail programs open links to look at them, and
 * this one works once.
 */
export function VerifyPage() {
  const t = useText();
  const { renew } = useSession();
  const token = useLinkToken();
  const [{ fetching, data, error }, run] = useMutation(verifyEmail);
  const [outcome, setOutcome] = useState<'in' | 'waits' | null>(null);

  async function verify() {
    const answer = await run({ input: { token } });
    const payload = answer.data?.verifyEmail;
    if (!payload || payload.userErrors.length > 0) return;
    setOutcome(payload.viewer ? 'in' : 'waits');
    if (payload.viewer) renew();
  }

  return (
    <Page title={t('joining.verify')}>
      <div className="bdg-stack bdg-measure">
        {outcome === 'in' && (
          <>
            <Notice look="ok" title={t('joining.welcome')} isUrgent>
              <p>{t('joining.welcomeText')}</p>
            </Notice>
            <p className="bdg-buttons">
              <Link href={paths.myProfile()} look="primary">
                {t('joining.toProfile')}
              </Link>
              <Link href={paths.home()} look="button">
                {t('shell.toHome')}
              </Link>
            </p>
          </>
        )}
        {outcome === 'waits' && (
          <Notice look="ok" title={t('joining.waits')} isUrgent>
            <p>{t('joining.waitsText')}</p>
          </Notice>
        )}
        {outcome === null && (
          <>
            <Paragraph>{t('joining.verifyText')}</Paragraph>
            <Refusal problem={error && readProblem(error)} errors={data?.verifyEmail.userErrors} />
            <Button look="primary" isBusy={fetching} onClick={() => void verify()}>
              {t('joining.verifyGo')}
            </Button>
          </>
        )}
      </div>
    </Page>
  );
}
