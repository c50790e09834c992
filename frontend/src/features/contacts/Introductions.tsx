import { type FormEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import type { ContactField, IntroductionLineFragment } from '../../graphql/generated/graphql.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ErrorState } from '../../ui/States.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { PersonLine } from '../people/PersonLine.tsx';
import { ShareChoice } from './ShareChoice.tsx';

const introductionLine = graphql(`
  fragment IntroductionLine on Introduction {
    id
    status
    message
    direction
    createdAt
    respondedAt
    expiresAt
    counterpart {
      id
      displayName
      ...PersonLine
    }
    contactDetails {
      email
      phone
    }
  }
`);

const respond = graphql(`
  mutation RespondToIntroduction($input: RespondToIntroductionInput!) {
    respondToIntroduction(input: $input) {
      introduction {
        id
        ...IntroductionLine
      }
      userErrors { path code message }
    }
  }
`);

interface IntroductionsProps {
  introductions: readonly FragmentType<typeof introductionLine>[];
}

/** What others asked the viewer, and what the viewer asked others. What waits for an answer comes first. */
export function Introductions({ introductions }: IntroductionsProps) {
  const t = useText();
  const all = readFragment(introductionLine, introductions).toSorted((a, b) => Number(b.status === 'PENDING') - Number(a.status === 'PENDING'));
  const incoming = all.filter(({ direction }) => direction === 'INCOMING');
  const outgoing = all.filter(({ direction }) => direction === 'OUTGOING');
  return (
    <>
      <section aria-labelledby="incoming">
        <Heading level={2} id="incoming">
          {t('contacts.incoming')}
        </Heading>
        {incoming.length === 0 ? <p className="bdg-soft">{t('contacts.incomingNone')}</p> : <Lines lines={incoming} />}
      </section>
      <section aria-labelledby="outgoing">
        <Heading level={2} id="outgoing">
          {t('contacts.outgoing')}
        </Heading>
        {outgoing.length === 0 ? <p className="bdg-soft">{t('contacts.outgoingNone')}</p> : <Lines lines={outgoing} />}
      </section>
    </>
  );
}

function Lines({ lines }: { lines: readonly IntroductionLineFragment[] }) {
  return (
    <List>
      {lines.map((line) => (
        <ListItem key={line.id}>
          <Line line={line} />
        </ListItem>
      ))}
    </List>
  );
}

function Line({ line }: { line: IntroductionLineFragment }) {
  const t = useText();
  const { counterpart, status, direction } = line;
  const isOpen = status === 'PENDING';
  const place = useRef<HTMLDivElement>(null);
  return (
    <div className="bdg-match" ref={place} tabIndex={-1}>
      <div className="bdg-match__person">
        <div>
          <PersonLine person={counterpart} />
        </div>
        <Tag look={status === 'ACCEPTED' ? 'brand' : undefined}>{t(`introductionStatus.${status}`)}</Tag>
      </div>
      <blockquote className="bdg-match__message" lang="nl">
        {line.message}
      </blockquote>
      <p className="bdg-soft">
        {t('contacts.sentOn')} <DateTime value={line.createdAt} form="near" />
        {isOpen && (
          <>
            {' · '}
            {t('contacts.answerBefore')} <DateTime value={line.expiresAt} form="plain" />
          </>
        )}
        {line.respondedAt && (
          <>
            {' · '}
            {t('contacts.answeredOn')} <DateTime value={line.respondedAt} form="near" />
          </>
        )}
      </p>
      {isOpen && direction === 'INCOMING' && <Answer id={line.id} name={counterpart.displayName} onDone={() => place.current?.focus()} />}
      {status === 'ACCEPTED' && <Details line={line} />}
    </div>
  );
}

/** After a yes: what the other chose to share. */
function Details({ line: { counterpart, contactDetails } }: { line: IntroductionLineFragment }) {
  const t = useText();
  const name = counterpart.displayName;
  const { email, phone } = contactDetails ?? {};
  if (!email && !phone) return <p>{t('contacts.noDetails', { name })}</p>;
  return (
    <dl className="bdg-match__details" aria-label={t('contacts.details', { name })}>
      {email && (
        <div>
          <dt>{t('account.email')}</dt>
          <dd>
            <Link href={`mailto:${email}`}>{email}</Link>
          </dd>
        </div>
      )}
      {phone && (
        <div>
          <dt>{t('contacts.phone')}</dt>
          <dd>
            <Link href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}>{phone}</Link>
          </dd>
        </div>
      )}
    </dl>
  );
}

interface AnswerProps {
  id: string;
  name: string;
  /** The buttons are gone then: puts the focus somewhere else. */
  onDone: () => void;
}

function Answer({ id, name, onDone }: AnswerProps) {
  const t = useText();
  const [open, setOpen] = useState<'yes' | 'no' | null>(null);
  return (
    <div className="bdg-buttons">
      <Button onClick={() => setOpen('yes')} aria-label={`${t('contacts.accept')}: ${name}`}>
        {t('contacts.accept')}
      </Button>
      <Button look="subtle" onClick={() => setOpen('no')} aria-label={`${t('contacts.decline')}: ${name}`}>
        {t('contacts.decline')}
      </Button>
      {open && (
        <Dialog title={t(open === 'yes' ? 'contacts.acceptTitle' : 'contacts.declineTitle', { name })} onClose={() => setOpen(null)}>
          <AnswerForm id={id} name={name} accept={open === 'yes'} onDone={onDone} />
        </Dialog>
      )}
    </div>
  );
}

/** The answer changes the line in the list, which takes the dialog away. */
function AnswerForm({ id, name, accept, onDone }: AnswerProps & { accept: boolean }) {
  const t = useText();
  const [share, setShare] = useState<ContactField[]>(['EMAIL']);
  const [{ fetching, error, data }, run] = useMutation(respond);
  const refused = data?.respondToIntroduction.userErrors ?? [];
  async function send(event: FormEvent) {
    event.preventDefault();
    const answer = await run({ input: { id, accept, share: accept ? share : [] } });
    if (answer.data?.respondToIntroduction.introduction) onDone();
  }
  return (
    <form onSubmit={send} className="bdg-stack">
      <p>{t(accept ? 'contacts.acceptText' : 'contacts.declineText', { name })}</p>
      {error && <ErrorState problem={readProblem(error)} />}
      {refused.length > 0 && (
        <Notice look="error" isUrgent>
          {refused.map(({ code, message }) => (
            <p key={code}>{message}</p>
          ))}
        </Notice>
      )}
      {accept && <ShareChoice name={name} share={share} onChange={setShare} />}
      <Button type="submit" look="primary" isBusy={fetching}>
        {t(accept ? 'contacts.acceptSend' : 'contacts.declineSend')}
      </Button>
    </form>
  );
}
