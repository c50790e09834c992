import { useState } from 'react';
import type { Problem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ErrorState } from '../../ui/States.tsx';

export type Removal = { kind: 'done' } | { kind: 'failed'; problem: Problem } | { kind: 'refused'; messages: string[] };

interface RemoveProps {
  /** On the button, and the title of the question. */
  label: string;
  /** What happens then. */
  text: string;
  /** On the button that does it. */
  confirm: string;
  run: () => Promise<Removal>;
}

/** Something that takes a thing away: asks first. */
export function Remove({ label, text, confirm, run }: RemoveProps) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Removal | null>(null);
  async function go() {
    setBusy(true);
    setOutcome(await run());
    setBusy(false);
  }
  return (
    <>
      <Button look="subtle" onClick={() => setOpen(true)}>
        {label}
      </Button>
      {isOpen && (
        <Dialog title={label} onClose={() => setOpen(false)}>
          <div className="bdg-stack">
            <p>{text}</p>
            {outcome?.kind === 'failed' && <ErrorState problem={outcome.problem} />}
            {outcome?.kind === 'refused' && (
              <Notice look="error" isUrgent>
                {outcome.messages.map((message) => (
                  <p key={message}>{message}</p>
                ))}
              </Notice>
            )}
            <div className="bdg-buttons">
              <Button look="primary" isBusy={isBusy} onClick={() => void go()}>
                {confirm}
              </Button>
              <Button onClick={() => setOpen(false)}>{t('shell.cancel')}</Button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}
