import { useRouterState } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { ContactField } from '../../graphql/generated/graphql.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useViewer } from '../../graphql/SessionProvider.tsx';
import { errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Link } from '../../ui/Link.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ErrorState } from '../../ui/States.tsx';
import { Paragraph } from '../../ui/Text.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import { ShareChoice } from './ShareChoice.tsx';

const askIntroduction = graphql(`
  mutation AskIntroduction($input: RequestIntroductionInput!) {
    requestIntroduction(input: $input) {
      introduction {
        id
        status
        expiresAt
      }
      userErrors {
        path
        code
        message
      }
    }
  }
`);

const takeFocus = (place: HTMLElement | null) => place?.focus();

interface AskProps {
  /** Whom to ask. Do not show it for the person themself: the server refuses that. */
  personId: string;
  /** Their display name; stands in the title of the dialog and in its texts. */
  name: string;
  /** `secondary` where the page has another primary button, or several people. */
  look?: 'primary' | 'secondary';
}

/** The button that asks somebody for an introduction, and the dialog behind it. Without an account it asks to sign in. */
export function AskIntroduction({ personId, name, look = 'primary' }: AskProps) {
  const t = useText();
  const viewer = useViewer();
  const here = useRouterState({ select: (state) => state.location.href });
  const [isOpen, setOpen] = useState(false);
  const [expiresAt, setExpiresAt] = useState<string | null>(null);
  // Kept out here, so that a closed dialog does not lose it.
  const [draft, setDraft] = useState<Draft>({ message: '', share: ['EMAIL'] });

  if (!viewer) {
    return (
      <Link href={paths.signIn(here)} look="button">
        {t('contacts.signInToAsk')}
      </Link>
    );
  }
  if (expiresAt) {
    return (
      // The button that had the focus is gone.
      <div ref={takeFocus} tabIndex={-1}>
        <Notice look="ok" isUrgent>
          <p>
            {t('contacts.asked', { name })} <DateTime value={expiresAt} />.{' '}
            <Link href={paths.contacts()}>{t('contacts.toContacts')}</Link>
          </p>
        </Notice>
      </div>
    );
  }
  return (
    <>
      <Button look={isOpen ? 'secondary' : look} aria-label={t('contacts.askName', { name })} onClick={() => setOpen(true)}>
        {t('contacts.ask')}
      </Button>
      {isOpen && (
        <Dialog title={t('contacts.askTitle', { name })} onClose={() => setOpen(false)}>
          <RequestForm personId={personId} name={name} draft={draft} setDraft={setDraft} onDone={setExpiresAt} />
        </Dialog>
      )}
    </>
  );
}

interface Draft {
  message: string;
  share: ContactField[];
}

interface RequestFormProps extends AskProps {
  draft: Draft;
  setDraft: (draft: Draft) => void;
  onDone: (expiresAt: string) => void;
}

function RequestForm({ personId, name, draft, setDraft, onDone }: RequestFormProps) {
  const t = useText();
  const [{ fetching, error, data }, run] = useMutation(askIntroduction);
  const [isMissing, setMissing] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const refused = data?.requestIntroduction.userErrors ?? [];
  const beside = errorsBeside(refused, ['message', 'share']);

  async function send(event: FormEvent) {
    event.preventDefault();
    const message = draft.message.trim();
    setMissing(message === '');
    if (message === '') {
      area.current?.focus();
      return;
    }
    const answer = await run({ input: { personId, message, share: draft.share } });
    const introduction = answer.data?.requestIntroduction.introduction;
    if (introduction) onDone(introduction.expiresAt);
    else area.current?.focus();
  }

  return (
    <form onSubmit={send} noValidate className="bdg-stack">
      <Paragraph>{t('contacts.askText', { name })}</Paragraph>
      {error && <ErrorState problem={readProblem(error)} />}
      {beside.length > 0 && (
        <Notice look="error" isUrgent>
          {beside.map((one) => (
            <p key={one.code}>{one.message}</p>
          ))}
        </Notice>
      )}
      <TextArea
        ref={area}
        label={t('contacts.message')}
        help={t('contacts.messageHelp')}
        error={isMissing ? t('contacts.messageMissing') : errorAt(refused, 'message')}
        isRequired
        rows={5}
        lang="nl"
        value={draft.message}
        onChange={(event) => setDraft({ ...draft, message: event.target.value })}
      />
      <ShareChoice name={name} share={draft.share} error={errorAt(refused, 'share')} onChange={(share) => setDraft({ ...draft, share })} />
      <Button type="submit" look="primary" isBusy={fetching}>
        {t('contacts.send')}
      </Button>
    </form>
  );
}
