import { type FormEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import type { Stance } from '../../graphql/generated/graphql.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useViewer } from '../../graphql/SessionProvider.tsx';
import { errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ErrorState } from '../../ui/States.tsx';
import { Paragraph } from '../../ui/Text.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import { SignInForm } from '../account/SignInForm.tsx';

const challengeRecognition = graphql(`
  fragment ChallengeRecognition on Challenge {
    id
    recognitionCounts {
      stance
      count
    }
    viewerRecognition {
      stance
      note
    }
  }
`);

const recognise = graphql(`
  mutation Recognise($input: RecogniseInput!) {
    recognise(input: $input) {
      challenge {
        id
        ...ChallengeRecognition
        ...ChallengeSolvers
      }
      userErrors {
        path
        code
        message
      }
    }
  }
`);

const stances = ['FACING_NOW', 'EXPECTING', 'SOLVED'] as const satisfies readonly Stance[];

interface RecogniseProps {
  challenge: FragmentType<typeof challengeRecognition>;
  /** What somebody chose before signing in; it is done as soon as they have. */
  wanted: Stance | null;
  setWanted: (stance: Stance | null) => void;
}

/** "Herkennen wij": three answers with how many gave each, and taking one's own back. Each click is saved at once. */
export function Recognise({ challenge, wanted, setWanted }: RecogniseProps) {
  const t = useText();
  const viewer = useViewer();
  const { id, recognitionCounts, viewerRecognition } = readFragment(challengeRecognition, challenge);
  const [{ fetching, error, data }, run] = useMutation(recognise);
  const own = viewerRecognition?.stance ?? null;
  const answers = useRef<HTMLDivElement>(null);
  // An ended session has its own dialog.
  const problem = error && readProblem(error);
  const refused = data?.recognise.userErrors ?? [];
  const beside = errorsBeside(refused, ['note']);

  const save = (stance: Stance | null, note?: string | null) => run({ input: { challengeId: id, stance, note } });

  const saveWanted = useEffectEvent((stance: Stance) => {
    setWanted(null);
    if (stance !== own) void save(stance, viewerRecognition?.note);
  });
  useEffect(() => {
    if (viewer && wanted) saveWanted(wanted);
  }, [viewer, wanted]);

  function choose(stance: Stance) {
    if (!viewer) setWanted(stance);
    else if (stance !== own) void save(stance, viewerRecognition?.note);
  }

  async function takeBack() {
    await save(null);
    // The button that was clicked is gone.
    answers.current?.querySelector('button')?.focus();
  }

  return (
    <section className="bdg-recognise" data-print="no" aria-labelledby="herkennen">
      <Heading level={2} size={3} id="herkennen">
        {t('challenges.recognise')}
      </Heading>
      <p className="bdg-soft">{t('challenges.recogniseText')}</p>
      <div ref={answers} className="bdg-recognise__answers" role="group" aria-labelledby="herkennen">
        {stances.map((stance) => (
          <button
            key={stance}
            type="button"
            className="bdg-recognise__answer"
            aria-pressed={own === stance}
            aria-disabled={fetching || undefined}
            onClick={() => !fetching && choose(stance)}
          >
            <span className="bdg-recognise__count" aria-hidden="true">
              {recognitionCounts.find((one) => one.stance === stance)?.count ?? 0}
            </span>
            <span>{t(`challenges.stance.${stance}`)}</span>
            <span className="bdg-hidden">
              {t('challenges.people', { count: recognitionCounts.find((one) => one.stance === stance)?.count ?? 0 })}
            </span>
          </button>
        ))}
      </div>
      {problem && problem.kind !== 'unauthenticated' && <ErrorState problem={problem} />}
      {beside.length > 0 && (
        <Notice look="error" isUrgent>
          {beside.map((one) => (
            <p key={one.code}>{one.message}</p>
          ))}
        </Notice>
      )}
      <p className="bdg-soft" role="status">
        {own && t('challenges.saved', { answer: t(`challenges.stance.${own}`) })}
      </p>
      {own && (
        <>
          <Note
            key={own}
            saved={viewerRecognition?.note ?? ''}
            error={errorAt(refused, 'note')}
            isBusy={fetching}
            onSave={async (note) => {
              const answer = await save(own, note || null);
              return !answer.error && answer.data?.recognise.userErrors.length === 0;
            }}
          />
          <Button look="subtle" isBusy={fetching} onClick={takeBack}>
            {t('challenges.takeBack')}
          </Button>
        </>
      )}
      {wanted && !viewer && (
        <Dialog title={t('challenges.signIn')} onClose={() => setWanted(null)}>
          <div className="bdg-stack">
            <Paragraph>{t('challenges.signInText', { answer: t(`challenges.stance.${wanted}`) })}</Paragraph>
            {/* The dialog goes when the viewer is there. */}
            <SignInForm onDone={() => undefined} />
          </div>
        </Dialog>
      )}
    </section>
  );
}

interface NoteProps {
  saved: string;
  error: string | undefined;
  isBusy: boolean;
  onSave: (note: string) => Promise<boolean>;
}

/** A few words beside one's answer, for who comes to read it. */
function Note({ saved, error, isBusy, onSave }: NoteProps) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  // The focus follows: into the field, and back to the button once the field is gone.
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (isOpen) area.current?.focus();
    else if (wasOpen.current) button.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);

  async function send(event: FormEvent) {
    event.preventDefault();
    if (await onSave(area.current?.value.trim() ?? '')) setOpen(false);
  }

  if (!isOpen) {
    return (
      <div className="bdg-recognise__note">
        {saved && <blockquote lang="nl">{saved}</blockquote>}
        <Button ref={button} onClick={() => setOpen(true)}>
          {saved ? t('challenges.changeNote') : t('challenges.addNote')}
        </Button>
      </div>
    );
  }
  return (
    <form onSubmit={send} noValidate className="bdg-recognise__note">
      <TextArea
        ref={area}
        label={t('challenges.note')}
        help={t('challenges.noteHelp')}
        error={error}
        rows={3}
        lang="nl"
        defaultValue={saved}
      />
      <Button type="submit" look="primary" isBusy={isBusy}>
        {t('challenges.saveNote')}
      </Button>
    </form>
  );
}
