import { useSession } from '../../graphql/SessionProvider.tsx';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Paragraph } from '../../ui/Text.tsx';
import { SignInForm } from './SignInForm.tsx';

/** Comes up when a mutation finds that the session has ended; the page below keeps what was typed. */
export function SignInDialog() {
  const t = useText();
  const { hasEnded, dismissEnd } = useSession();
  if (!hasEnded) return null;
  return (
    <Dialog title={t('shell.sessionEnded')} onClose={dismissEnd}>
      <div className="bdg-stack">
        <Paragraph>{t('shell.sessionEndedText')}</Paragraph>
        <SignInForm onDone={dismissEnd} />
      </div>
    </Dialog>
  );
}
