import { useRouterState } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { ContactField } from '../../graphql/generated/graphql.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useViewer } from '../../graphql/SessionProvider.tsx';
import { errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Fieldset } from '../../ui/Fieldset.tsx';
import { Link } from '../../ui/Link.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ErrorState } from '../../ui/States.tsx';
import { Paragraph } from '../../ui/Text.tsx';
import { TextArea } from '../../ui/TextArea.tsx';

const requestIntroduction = graphql(`
  mutation RequestIntroduction($input: RequestIntroductionInput!) {
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

const ownDetails = graphql(`
  query OwnContactDetails {
    viewer {
      email
      phone
    }
  }
`);

interface AskProps {
  personId: string;
  name: string;
}

/** The button that asks somebody for an introduction, and the dialog behind it. Without an account it asks to sign in. */
export function AskIntroduction({ personId, name }: AskProps) {
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
        {t('people.signInToAsk')}
      </Link>
    );
  }
  if (expiresAt) {
    return (
      // The button that opened the dialog is gone: the focus goes to what came in its place.
      <div ref={(element) => element?.focus()} tabIndex={-1}>
        <Notice look="ok">
          <p>
            {t('people.asked', { name })} <DateTime value={expiresAt} />.{' '}
            <Link href={paths.contacts()}>{t('people.toContacts')}</Link>
          </p>
        </Notice>
      </div>
    );
  }
  return (
    <>
      <Button look={isOpen ? 'secondary' : 'primary'} onClick={() => setOpen(true)}>
        {t('people.ask')}
      </Button>
      {isOpen && (
        <Dialog title={t('people.askTitle', { name })} onClose={() => setOpen(false)}>
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
  const [{ data: own }] = useQuery({ query: ownDetails });
  const [{ fetching, error, data }, run] = useMutation(requestIntroduction);
  const [isMissing, setMissing] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  // An ended session has its own dialog.
  const problem = error && readProblem(error);
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

  function toggle(field: ContactField, isShared: boolean) {
    const share = draft.share.filter((one) => one !== field);
    setDraft({ ...draft, share: isShared ? [...share, field] : share });
  }

  const { email, phone } = own?.viewer ?? {};
  return (
    <form onSubmit={send} noValidate className="bdg-stack">
      <Paragraph>{t('people.askText', { name })}</Paragraph>
      {problem && problem.kind !== 'unauthenticated' && <ErrorState problem={problem} />}
      {beside.length > 0 && (
        <Notice look="error" isUrgent>
          {beside.map((one) => (
            <p key={one.code}>{one.message}</p>
          ))}
        </Notice>
      )}
      <TextArea
        ref={area}
        label={t('people.message')}
        help={t('people.messageHelp')}
        error={isMissing ? t('people.messageMissing') : errorAt(refused, 'message')}
        isRequired
        rows={5}
        lang="nl"
        value={draft.message}
        onChange={(event) => setDraft({ ...draft, message: event.target.value })}
      />
      <Fieldset legend={t('people.share', { name })} error={errorAt(refused, 'share')}>
        <Checkbox
          label={email ? t('people.shareEmail', { email }) : t('account.email')}
          checked={draft.share.includes('EMAIL')}
          onChange={(event) => toggle('EMAIL', event.target.checked)}
        />
        {phone && (
          <Checkbox
            label={t('people.sharePhone', { phone })}
            checked={draft.share.includes('PHONE')}
            onChange={(event) => toggle('PHONE', event.target.checked)}
          />
        )}
      </Fieldset>
      <Button type="submit" look="primary" isBusy={fetching}>
        {t('people.send')}
      </Button>
    </form>
  );
}
