import { type FormEvent, useRef, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { type FragmentType, graphql } from '../../graphql/generated/index.ts';
import { type Problem, readProblem } from '../../graphql/problem.ts';
import type { UserError } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { stringifySearch } from '../../lib/search-values.ts';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Link } from '../../ui/Link.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { SecondFactorForm, type secondFactorAsked } from './SecondFactorForm.tsx';
import { askPasskey, knowsPasskeys } from './passkeys.ts';
import './account.css';

const logIn = graphql(`
  mutation LogIn($input: LogInInput!) {
    logIn(input: $input) {
      viewer {
        email
        role
        needsSecondFactor
      }
      secondFactor { ...SecondFactorAsked }
      userErrors {
        path
        code
        message
      }
    }
  }
`);

interface SignInFormProps {
  /** Told whether a second step must be set up before anything else. */
  onDone: (needsSecondFactor: boolean) => void;
  /** Coming back from another site that signed somebody in, and the second step is next. */
  isSecondStep?: boolean;
  /** Where the other site is to lead back to. */
  next?: string;
}

const pendingSecondFactor = graphql(`
  query PendingSecondFactor {
    secondFactorChallenge { ...SecondFactorAsked }
  }
`);

/** Mail address and password, and a second step for who has one; or a passkey; or the employer's own sign-in. */
export function SignInForm({ onDone, isSecondStep = false, next }: SignInFormProps) {
  const { renew } = useSession();
  const [asked, setAsked] = useState<FragmentType<typeof secondFactorAsked> | null>(null);
  const [hasGoneBack, setGoneBack] = useState(false);
  const [{ data }] = useQuery({ query: pendingSecondFactor, pause: !isSecondStep, requestPolicy: 'network-only' });
  const pending = asked ?? (hasGoneBack ? null : (data?.secondFactorChallenge ?? null));
  function finish(needsSecondFactor = false) {
    renew();
    onDone(needsSecondFactor);
  }
  function goBack() {
    setAsked(null);
    setGoneBack(true);
  }
  if (pending) return <SecondFactorForm asked={pending} onDone={() => finish()} onBack={goBack} />;
  return (
    <div className="bdg-stack">
      <PasswordForm onDone={finish} onAsked={setAsked} />
      <OtherWays onDone={() => finish()} next={next} />
    </div>
  );
}

interface PasswordFormProps {
  onDone: (needsSecondFactor: boolean) => void;
  onAsked: (asked: FragmentType<typeof secondFactorAsked>) => void;
}

/** A wrong address and a wrong password are answered alike. */
function PasswordForm({ onDone, onAsked }: PasswordFormProps) {
  const t = useText();
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
    const payload = answer.data?.logIn;
    if (payload?.viewer) onDone(payload.viewer.needsSecondFactor);
    else if (payload?.secondFactor) onAsked(payload.secondFactor);
    else if (!answer.error) {
      password.current?.focus();
      password.current?.select();
    }
  }

  return (
    <form onSubmit={send} noValidate className="bdg-stack">
      <Refusal problem={error && readProblem(error)} errors={fetching ? [] : (data?.logIn.userErrors ?? [])} />
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

const startPasskeyLogIn = graphql(`
  mutation StartPasskeyLogIn {
    startPasskeyLogIn {
      options
      userErrors { path code message }
    }
  }
`);

const finishPasskeyLogIn = graphql(`
  mutation FinishPasskeyLogIn($input: FinishPasskeyLogInInput!) {
    finishPasskeyLogIn(input: $input) {
      viewer { email role }
      userErrors { path code message }
    }
  }
`);

const ssoProviders = graphql(`
  query SsoProviders {
    ssoProviders { id name startUrl }
  }
`);

function OtherWays({ onDone, next }: { onDone: () => void; next: string | undefined }) {
  const t = useText();
  const [{ data }] = useQuery({ query: ssoProviders });
  const [, runStart] = useMutation(startPasskeyLogIn);
  const [, runFinish] = useMutation(finishPasskeyLogIn);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [hasNone, setNone] = useState(false);
  const providers = data?.ssoProviders ?? [];

  async function usePasskey() {
    setProblem(null);
    setErrors([]);
    const started = await runStart({});
    if (started.error) return setProblem(readProblem(started.error));
    const credential = await askPasskey(started.data?.startPasskeyLogIn.options);
    setNone(credential === null);
    if (credential === null) return undefined;
    const finished = await runFinish({ input: { credential } });
    if (finished.error) return setProblem(readProblem(finished.error));
    if (finished.data?.finishPasskeyLogIn.viewer) return onDone();
    return setErrors(finished.data?.finishPasskeyLogIn.userErrors ?? []);
  }

  if (providers.length === 0 && !knowsPasskeys()) return null;
  return (
    <div className="bdg-sign-in__ways" role="group" aria-label={t('account.otherWays')}>
      <Refusal problem={problem} errors={errors} />
      {hasNone && (
        <Notice look="warning" isUrgent>
          <p>{t('account.passkeyNone')}</p>
        </Notice>
      )}
      <div className="bdg-buttons">
        {knowsPasskeys() && <Button onClick={() => void usePasskey()}>{t('account.passkeyUse')}</Button>}
        {providers.map(({ id, name, startUrl }) => (
          // The server's own: leads on to the employer's page.
          <a key={id} href={`${startUrl}${stringifySearch({ next })}`} className="utrecht-button utrecht-button--secondary-action bdg-link-button">
            {t('account.sso', { name })}
          </a>
        ))}
      </div>
    </div>
  );
}
