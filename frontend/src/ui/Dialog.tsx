import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useText } from '../i18n/LanguageProvider.tsx';
import { Button } from './Button.tsx';
import { Heading } from './Heading.tsx';

/** A question on top of the page. The browser keeps the focus inside and gives it back; Escape closes. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const t = useText();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className="bdg-dialog" aria-labelledby={id} onClose={onClose}>
      <div className="bdg-dialog__head">
        <Heading level={2} size={3} id={id}>
          {title}
        </Heading>
        <Button look="subtle" onClick={() => dialog.current?.close()}>
          {t('shell.close')}
        </Button>
      </div>
      {children}
    </dialog>
  );
}
