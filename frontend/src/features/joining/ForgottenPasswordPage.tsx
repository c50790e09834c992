import { type FormEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Paragraph } from '../../ui/Text.tsx';
import { TextField } from '../../ui/TextField.tsx';
import '../account/account.css';

const requestPasswordReset = graphql(`
  mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
    requestPasswordReset(input: $input) {
      mailSent
      userErrors { path code message }
    }
  }
`);

/** `/wachtwoord-vergeten`. The answer is the same for every address: it tells nobody who has an account. */
export function ForgottenPasswordPage() {
  const t = useText();
  const [{ fetching, data, error }, run] = useMutation(requestPasswordReset);
  const [isMissing, setMissing] = useState(false);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const email = useRef<HTMLInputElement>(null);
  const errors = data?.requestPasswordReset.userErrors ?? [];

  async function send(event: FormEvent) {
    event.preventDefault();
    const address = email.current?.value.trim() ?? '';
    setMissing(address === '');
    if (address !== '') {
      const answer = await run({ input: { email: address } });
      if (answer.data?.requestPasswordReset.mailSent) return setSentTo(address);
    }
    return email.current?.focus();
  }

  return (
    <Page title={t('account.forgotten')}>
      <div className="bdg-sign-in bdg-stack">
        {sentTo ? (
          <Notice look="ok" title={t('joining.sent')} isUrgent>
            <p>{t('joining.resetSent', { email: sentTo })}</p>
            <p>{t('joining.notArrived')}</p>
          </Notice>
        ) : (
          <form onSubmit={send} noValidate className="bdg-stack">
            <Paragraph>{t('joining.resetText')}</Paragraph>
            <Refusal problem={error && readProblem(error)} errors={errorsBeside(errors, ['email'])} />
            <TextField
              ref={email} type="email" label={t('account.email')} autoComplete="username" isRequired
              error={isMissing ? t('account.emailMissing') : errorAt(errors, 'email')}
            />
            <Button type="submit" look="primary" isBusy={fetching}>
              {t('joining.resetGo')}
            </Button>
          </form>
        )}
      </div>
    </Page>
  );
}
