import { useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { type Problem, readProblem } from '../../graphql/problem.ts';
import type { UserError } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { useProof } from '../security/useProof.tsx';

const blockAccount = graphql(`
  mutation BlockAccount($input: BlockAccountInput!) {
    blockAccount(input: $input) {
      person { id isBlocked }
      userErrors { path code message }
    }
  }
`);

const unblockAccount = graphql(`
  mutation UnblockAccount($input: UnblockAccountInput!) {
    unblockAccount(input: $input) {
      person { id isBlocked }
      userErrors { path code message }
    }
  }
`);

interface BlockAccountProps {
  id: string;
  name: string;
  isBlocked: boolean;
  onChange: () => void;
}

/** Blocks somebody's account after a question, or opens it again. */
export function BlockAccount({ id, name, isBlocked, onChange }: BlockAccountProps) {
  const t = useText();
  const [{ fetching: isBlocking }, runBlock] = useMutation(blockAccount);
  const [{ fetching: isOpening }, runUnblock] = useMutation(unblockAccount);
  const [isAsked, setAsked] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const { prove, dialog } = useProof();

  async function change() {
    setAsked(false);
    setTold(null);
    const input = { personId: id };
    const { error, payload } = await prove(async () => {
      if (isBlocked) {
        const answer = await runUnblock({ input });
        return { error: answer.error, payload: answer.data?.unblockAccount };
      }
      const answer = await runBlock({ input });
      return { error: answer.error, payload: answer.data?.blockAccount };
    });
    setProblem(error ? readProblem(error) : null);
    setErrors(payload?.userErrors ?? []);
    if (!payload?.person) return;
    setTold(t(isBlocked ? 'administration.unblockDone' : 'administration.blockDone', { name }));
    onChange();
  }

  return (
    <>
      {dialog}
      {isAsked && (
        <Dialog title={t('administration.blockSure', { name })} onClose={() => setAsked(false)}>
          <div className="bdg-stack">
            <p>{t('administration.blockText')}</p>
            <div className="bdg-buttons">
              <Button look="primary" onClick={() => void change()}>
                {t('administration.blockGo')}
              </Button>
              <Button onClick={() => setAsked(false)}>{t('shell.cancel')}</Button>
            </div>
          </div>
        </Dialog>
      )}
      <Refusal problem={problem} errors={errors} />
      <p role="status" className="bdg-soft">
        {told}
      </p>
      <Button
        look="subtle"
        isBusy={isBlocking || isOpening}
        aria-label={t(isBlocked ? 'administration.unblockOf' : 'administration.blockOf', { name })}
        onClick={() => (isBlocked ? void change() : setAsked(true))}
      >
        {t(isBlocked ? 'administration.unblock' : 'administration.block')}
      </Button>
    </>
  );
}
