import { useRouter } from '@tanstack/react-router';
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

const resetPassword = graphql(`
  mutation ResetPassword($input: ResetPasswordInput!) {
    resetPassword(input: $input) {
      viewer { email }
      userErrors { path code message }
    }
  }
`);

/** `/nieuw-wachtwoord`: where the link in the mail for a forgotten password leads. */
export function NewPasswordPage() {
  const t = useText();
  const router = useRouter();
  const { renew } = useSession();
  const token = useLinkToken();
  const [{ fetching, data, error }, run] = useMutation(resetPassword);
  const [isMissing, setMissing] = useState(false);
  const [isDone, setDone] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  const errors = data?.resetPassword.userErrors ?? [];

  async function send(event: FormEvent) {
    event.preventDefault();
    const value = password.current?.value ?? '';
    setMissing(value === '');
    if (value !== '') {
      const answer = await run({ input: { token, password: value } });
      const payload = answer.data?.resetPassword;
      if (payload?.viewer) {
        renew();
        return router.history.push(paths.home());
      }
      // Changed, but signing in still asks for a second step.
      if (payload && payload.userErrors.length === 0) return setDone(true);
    }
    return password.current?.focus();
  }

  return (
    <Page title={t('joining.newPassword')}>
      <div className="bdg-sign-in bdg-stack">
        {isDone ? (
          <>
            <Notice look="ok" isUrgent>
              <p>{t('joining.newPasswordDone')}</p>
            </Notice>
            <Link href={paths.signIn()} look="primary">
              {t('account.title')}
            </Link>
          </>
        ) : (
          <form onSubmit={send} noValidate className="bdg-stack">
            <Paragraph>{t('joining.newPasswordText')}</Paragraph>
            <Refusal problem={error && readProblem(error)} errors={errorsBeside(errors, ['password'])} />
            <TextField
              ref={password} type="password" label={t('security.newPassword')} help={t('account.passwordHelp')} autoComplete="new-password" isRequired
              error={isMissing ? t('account.passwordMissing') : errorAt(errors, 'password')}
            />
            <Button type="submit" look="primary" isBusy={fetching}>
              {t('joining.newPasswordGo')}
            </Button>
          </form>
        )}
      </div>
    </Page>
  );
}
