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

const asksForPassword = (errors: readonly UserError[] = []) => errors.some(({ path, code }) => path.includes('password') && code === 'REQUIRED');

/**
 * Changing how one signs in asks who one is, when one signed in longer than ten minutes ago. `prove` does it, lets the
 * person type the password when that is asked for, and does it again. `dialog` has to be on the page.
 */
export function useProof() {
  const [ask, setAsk] = useState<{ settle: (isProven: boolean) => void } | null>(null);

  async function prove<Payload extends { userErrors: readonly UserError[] }>(act: () => Promise<Answer<Payload>>): Promise<Answer<Payload>> {
    const first = await act();
    if (!asksForPassword(first.payload?.userErrors)) return first;
    const isProven = await new Promise<boolean>((settle) => setAsk({ settle }));
    setAsk(null);
    return isProven ? act() : { payload: undefined };
  }

  const dialog: ReactNode = ask && <PasswordDialog onEnd={ask.settle} />;
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
