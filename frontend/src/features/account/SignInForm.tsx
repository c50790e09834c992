import { type FormEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Link } from '../../ui/Link.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ErrorState } from '../../ui/States.tsx';
import { TextField } from '../../ui/TextField.tsx';

const logIn = graphql(`
  mutation LogIn($input: LogInInput!) {
    logIn(input: $input) {
      viewer {
        email
        role
      }
      userErrors {
        path
        code
        message
      }
    }
  }
`);

/** Mail address and password. A wrong address and a wrong password are answered alike. */
export function SignInForm({ onDone }: { onDone: () => void }) {
  const t = useText();
  const { renew } = useSession();
  const [{ fetching, data, error }, run] = useMutation(logIn);
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);

  async function send(event: FormEvent) {
    event.preventDefault();
    const input = { email: email.current?.value.trim() ?? '', password: password.current?.value ?? '' };
    const empty = {
      email: input.email ? undefined : t('account.emailMissing'),
      password: input.password ? undefined : t('account.passwordMissing'),
    };
    setMissing(empty);
    if (empty.email || empty.password) {
      (empty.email ? email : password).current?.focus();
      return;
    }
    const answer = await run({ input });
    if (answer.data?.logIn.viewer) {
      renew();
      onDone();
    } else if (!answer.error) {
      password.current?.focus();
      password.current?.select();
    }
  }

  const refused = data?.logIn.userErrors ?? [];
  return (
    <form onSubmit={send} noValidate className="bdg-stack">
      {error && <ErrorState problem={readProblem(error)} />}
      {refused.length > 0 && !fetching && (
        <Notice look="error" isUrgent>
          {refused.map((one) => (
            <p key={one.code}>{one.message}</p>
          ))}
        </Notice>
      )}
      <div>
        <TextField ref={email} label={t('account.email')} type="email" name="email" autoComplete="username" isRequired error={missing.email} />
        <TextField ref={password} label={t('account.password')} type="password" name="password" autoComplete="current-password" isRequired error={missing.password} />
      </div>
      <div className="bdg-buttons">
        <Button type="submit" look="primary" isBusy={fetching}>
          {t('account.signIn')}
        </Button>
        <Link href={paths.forgottenPassword()}>{t('account.forgotten')}</Link>
      </div>
    </form>
  );
}
