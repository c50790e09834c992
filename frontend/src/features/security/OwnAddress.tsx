import { type FormEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { type UserError, errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { TextField } from '../../ui/TextField.tsx';

const requestEmailChange = graphql(`
  mutation RequestEmailChange($input: RequestEmailChangeInput!) {
    requestEmailChange(input: $input) {
      mailSent
      userErrors { path code message }
    }
  }
`);

/** Another address to sign in with: it counts once the link in the mail to it was opened. Asks for the password. */
export function OwnAddress({ email, hasPassword }: { email: string; hasPassword: boolean }) {
  const t = useText();
  const [{ fetching, data, error }, run] = useMutation(requestEmailChange);
  const [missing, setMissing] = useState<readonly UserError[]>([]);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const address = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const errors = missing.length > 0 ? missing : fetching ? [] : (data?.requestEmailChange.userErrors ?? []);

  async function send(event: FormEvent) {
    event.preventDefault();
    const input = { email: address.current?.value.trim() ?? '', password: password.current?.value ?? '' };
    const empty: UserError[] = [];
    if (input.email === '') empty.push({ path: ['email'], code: 'REQUIRED', message: t('account.emailMissing') });
    if (input.password === '') empty.push({ path: ['password'], code: 'REQUIRED', message: t('account.passwordMissing') });
    setMissing(empty);
    if (empty.length > 0) {
      (input.email === '' ? address : password).current?.focus();
      return;
    }
    const answer = await run({ input });
    if (answer.data?.requestEmailChange.mailSent) setSentTo(input.email);
  }

  return (
    <section aria-labelledby="adres">
      <Heading level={2} id="adres">
        {t('account.email')}
      </Heading>
      <p className="bdg-measure">{t('security.addressText', { email })}</p>
      {!hasPassword ? null : sentTo ? (
        <Notice look="ok" isUrgent>
          <p>{t('security.addressSent', { email: sentTo })}</p>
        </Notice>
      ) : (
        <form onSubmit={send} noValidate>
          <Refusal problem={error && readProblem(error)} errors={errorsBeside(errors, ['email', 'password'])} />
          <TextField ref={address} type="email" label={t('security.newAddress')} autoComplete="email" isRequired error={errorAt(errors, 'email')} />
          <TextField ref={password} type="password" label={t('account.password')} autoComplete="current-password" isRequired error={errorAt(errors, 'password')} />
          <Button type="submit" isBusy={fetching}>
            {t('security.addressChange')}
          </Button>
        </form>
      )}
    </section>
  );
}
