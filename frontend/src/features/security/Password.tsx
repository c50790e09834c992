import { type FormEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { type UserError, errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { TextField } from '../../ui/TextField.tsx';

const changePassword = graphql(`
  mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) {
      viewer { email }
      revokedTokens
      userErrors { path code message }
    }
  }
`);

interface PasswordProps {
  hasPassword: boolean;
  /** Lets a password manager know whose password it is. */
  email: string;
  onChange: () => void;
}

/** Another password; being signed in elsewhere ends with it. */
export function Password({ hasPassword, email, onChange }: PasswordProps) {
  const t = useText();
  const { renew } = useSession();
  const [{ fetching, data, error }, run] = useMutation(changePassword);
  const [missing, setMissing] = useState<readonly UserError[]>([]);
  const [isDone, setDone] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const current = useRef<HTMLInputElement>(null);
  const next = useRef<HTMLInputElement>(null);
  const tokens = useRef<HTMLInputElement>(null);
  const errors = missing.length > 0 ? missing : fetching ? [] : (data?.changePassword.userErrors ?? []);

  async function send(event: FormEvent) {
    event.preventDefault();
    setDone(false);
    const input = { currentPassword: current.current?.value ?? '', newPassword: next.current?.value ?? '' };
    const empty = (Object.keys(input) as (keyof typeof input)[]).filter((name) => input[name] === '');
    setMissing(empty.map((name) => ({ path: [name], code: 'REQUIRED', message: t('account.passwordMissing') })));
    if (empty.length > 0) {
      (empty[0] === 'currentPassword' ? current : next).current?.focus();
      return;
    }
    const answer = await run({ input: { ...input, revokeTokens: tokens.current?.checked ?? false } });
    if (!answer.data?.changePassword.viewer) return;
    form.current?.reset();
    setDone(true);
    renew();
    onChange();
  }

  if (!hasPassword) {
    return (
      <section aria-labelledby="wachtwoord">
        <Heading level={2} id="wachtwoord">
          {t('account.password')}
        </Heading>
        <p className="bdg-measure">{t('security.noPassword')}</p>
      </section>
    );
  }
  return (
    <section aria-labelledby="wachtwoord">
      <Heading level={2} id="wachtwoord">
        {t('account.password')}
      </Heading>
      <p className="bdg-measure">{t('security.passwordText')}</p>
      <form ref={form} onSubmit={send} noValidate>
        <Refusal problem={error && readProblem(error)} errors={errorsBeside(errors, ['currentPassword', 'newPassword'])} />
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <TextField ref={current} type="password" label={t('security.currentPassword')} autoComplete="current-password" isRequired error={errorAt(errors, 'currentPassword')} />
        <TextField ref={next} type="password" label={t('security.newPassword')} help={t('account.passwordHelp')} autoComplete="new-password" isRequired error={errorAt(errors, 'newPassword')} />
        <Checkbox ref={tokens} label={t('security.revokeTokens')} help={t('security.revokeTokensHelp')} />
        <div className="bdg-buttons">
          <Button type="submit" isBusy={fetching}>
            {t('security.passwordChange')}
          </Button>
          <p role="status" className="bdg-soft">
            {isDone && t('security.passwordChanged', { count: data?.changePassword.revokedTokens ?? 0 })}
          </p>
        </div>
      </form>
    </section>
  );
}
