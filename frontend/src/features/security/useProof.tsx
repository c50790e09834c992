import type { CombinedError } from '@urql/core';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { type UserError, errorAt } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { SignInForm } from '../account/SignInForm.tsx';

const confirmPassword = graphql(`
  mutation ConfirmPassword($input: ConfirmPasswordInput!) {
    confirmPassword(input: $input) {
      isConfirmed
      userErrors { path code message }
    }
  }
`);

interface Answer<Payload> {
  error?: CombinedError;
  payload: Payload | undefined;
}

/** What the server wants to see first: the password, or all of signing in. */
type Proof = 'password' | 'signIn';

function proofIn(errors: readonly UserError[] = []): Proof | null {
  const code = errors.find(({ path }) => path.includes('password'))?.code;
  return code === 'REQUIRED' ? 'password' : code === 'SIGN_IN_AGAIN' ? 'signIn' : null;
}

/**
 * Changing how one signs in, fetching one's data and leaving ask who one is, when one signed in longer than ten minutes
 * ago. `prove` does it, lets the person show who they are when that is asked for, and does it again. `dialog` has to be on
 * the page, outside of any form.
 */
export function useProof() {
  const [ask, setAsk] = useState<{ proof: Proof; settle: (isProven: boolean) => void } | null>(null);

  async function prove<Payload extends { userErrors: readonly UserError[] }>(act: () => Promise<Answer<Payload>>): Promise<Answer<Payload>> {
    const first = await act();
    const proof = proofIn(first.payload?.userErrors);
    if (!proof) return first;
    const isProven = await new Promise<boolean>((settle) => setAsk({ proof, settle }));
    setAsk(null);
    return isProven ? act() : { payload: undefined };
  }

  const dialog: ReactNode = ask && (ask.proof === 'password' ? <PasswordDialog onEnd={ask.settle} /> : <SignInAgain onEnd={ask.settle} />);
  return { prove, dialog };
}

function PasswordDialog({ onEnd }: { onEnd: (isProven: boolean) => void }) {
  const t = useText();
  const [{ fetching, data, error }, run] = useMutation(confirmPassword);
  const [isMissing, setMissing] = useState(false);
  const password = useRef<HTMLInputElement>(null);

  async function send(event: FormEvent) {
    event.preventDefault();
    const value = password.current?.value ?? '';
    setMissing(value === '');
    if (value !== '') {
      const answer = await run({ input: { password: value } });
      if (answer.data?.confirmPassword.isConfirmed) return onEnd(true);
    }
    password.current?.focus();
    return password.current?.select();
  }

  return (
    <Dialog title={t('security.proof')} onClose={() => onEnd(false)}>
      <form onSubmit={send} noValidate className="bdg-stack">
        <p>{t('security.proofText')}</p>
        <Refusal problem={error && readProblem(error)} />
        <TextField
          ref={password} type="password" label={t('account.password')} autoComplete="current-password" isRequired
          error={isMissing ? t('account.passwordMissing') : errorAt(data?.confirmPassword.userErrors ?? [], 'password')}
        />
        <div className="bdg-buttons">
          <Button type="submit" look="primary" isBusy={fetching}>
            {t('security.proofGo')}
          </Button>
          <Button onClick={() => onEnd(false)}>{t('shell.cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** With everything that signing in asks for. Another site can't come back to what is open here: that is done in two goes. */
function SignInAgain({ onEnd }: { onEnd: (isProven: boolean) => void }) {
  const t = useText();
  return (
    <Dialog title={t('security.proof')} onClose={() => onEnd(false)}>
      <div className="bdg-stack">
        <p>{t('security.signInAgain')}</p>
        <SignInForm next={window.location.pathname} onDone={() => onEnd(true)} />
      </div>
    </Dialog>
  );
}
