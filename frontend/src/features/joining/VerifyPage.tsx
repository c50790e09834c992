import { type FormEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { useLinkToken } from './useLinkToken.ts';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Link } from '../../ui/Link.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Paragraph } from '../../ui/Text.tsx';
import { TextField } from '../../ui/TextField.tsx';
import '../account/account.css';

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
 * `/bevestigen`: where the link in the first mail leads. The password is chosen here and not before: who reads the mail may
 * be somebody else than who typed the address in.
 */
export function VerifyPage() {
  const t = useText();
  const { renew } = useSession();
  const token = useLinkToken();
  const [{ fetching, data, error }, run] = useMutation(verifyEmail);
  const [outcome, setOutcome] = useState<'in' | 'waits' | null>(null);
  const [isMissing, setMissing] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  const errors = fetching ? [] : (data?.verifyEmail.userErrors ?? []);

  async function verify(event: FormEvent) {
    event.preventDefault();
    const value = password.current?.value ?? '';
    setMissing(value === '');
    if (value === '') return password.current?.focus();
    const answer = await run({ input: { token, password: value } });
    const payload = answer.data?.verifyEmail;
    if (!payload || payload.userErrors.length > 0) return password.current?.focus();
    setOutcome(payload.viewer ? 'in' : 'waits');
    if (payload.viewer) renew();
    return undefined;
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
          <form onSubmit={verify} noValidate className="bdg-sign-in bdg-stack">
            <Paragraph>{t('joining.verifyText')}</Paragraph>
            <Refusal problem={error && readProblem(error)} errors={errorsBeside(errors, ['password'])} />
            <TextField
              ref={password} type="password" label={t('joining.password')} help={t('account.passwordHelp')} autoComplete="new-password" isRequired
              error={isMissing ? t('account.passwordMissing') : errorAt(errors, 'password')}
            />
            <Button type="submit" look="primary" isBusy={fetching}>
              {t('joining.verifyGo')}
            </Button>
          </form>
        )}
      </div>
    </Page>
  );
}
