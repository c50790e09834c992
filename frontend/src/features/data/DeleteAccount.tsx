import { useRouter } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useProof } from '../security/useProof.tsx';

const deleteAccount = graphql(`
  mutation DeleteAccount($input: DeleteAccountInput!) {
    deleteAccount(input: $input) {
      isDeleted
      userErrors { path code message }
    }
  }
`);

/** Leaving for good: says what goes and what stays, and asks who one is. */
export function DeleteAccount({ email }: { email: string }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <section aria-labelledby="weggaan">
      <Heading level={2} id="weggaan">
        {t('data.leave')}
      </Heading>
      <p>{t('data.leaveText')}</p>
      <Button onClick={() => setOpen(true)}>{t('data.leaveGo')}</Button>
      {isOpen && (
        <Dialog title={t('data.leave')} onClose={() => setOpen(false)}>
          <LeaveForm email={email} onCancel={() => setOpen(false)} />
        </Dialog>
      )}
    </section>
  );
}

function LeaveForm({ email, onCancel }: { email: string; onCancel: () => void }) {
  const t = useText();
  const router = useRouter();
  const { renew } = useSession();
  const [{ fetching, data, error }, run] = useMutation(deleteAccount);
  const [isMissing, setMissing] = useState(false);
  const { prove, dialog } = useProof();
  const proof = useRef<HTMLInputElement>(null);
  const errors = data?.deleteAccount.userErrors ?? [];
  // An account without a password shows by its address that it is meant.
  const byAddress = errors.some(({ path }) => path.includes('confirmation'));
  const name = byAddress ? 'confirmation' : 'password';

  async function send(event: FormEvent) {
    event.preventDefault();
    const value = proof.current?.value ?? '';
    setMissing(value === '');
    if (value !== '') {
      const { payload } = await prove(async () => {
        const answer = await run({ input: { [name]: value } });
        return { error: answer.error, payload: answer.data?.deleteAccount };
      });
      if (payload?.isDeleted) {
        router.history.push(paths.home());
        return renew();
      }
    }
    return proof.current?.focus();
  }

  return (
    <>
      {dialog}
      <form onSubmit={send} noValidate className="bdg-stack">
        <p>{t('data.leaveSure')}</p>
        <Refusal problem={error && readProblem(error)} errors={errorsBeside(errors, ['password', 'confirmation'])} />
        <TextField
          key={name} ref={proof} isRequired
          type={byAddress ? 'email' : 'password'} autoComplete={byAddress ? 'off' : 'current-password'}
          label={byAddress ? t('data.leaveAddress', { email }) : t('account.password')}
          error={isMissing ? t('writing.fillIn') : errorAt(errors, name)}
        />
        <div className="bdg-buttons">
          <Button type="submit" look="primary" isBusy={fetching}>
            {t('data.leaveConfirm')}
          </Button>
          <Button onClick={onCancel}>{t('shell.cancel')}</Button>
        </div>
      </form>
    </>
  );
}
