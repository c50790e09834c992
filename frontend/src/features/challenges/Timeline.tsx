import type { ReactNode } from 'react';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { dayInAmsterdam } from '../../lib/dates.ts';
import { paths } from '../../routes/paths.ts';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';

interface TimelineProps {
  createdAt: string;
  pilots: readonly { id: string; slug: string; title: string; publishedAt: string | null; municipality: { name: string } }[];
  outcomes: readonly {
    id: string;
    slug: string;
    question: string;
    publishedAt: string | null;
    meeting: { title: string; startsAt: string } | null;
  }[];
}

interface Moment {
  id: string;
  at: string;
  what: ReactNode;
  about: string;
}

const order = ({ id, at }: Moment) => (id === 'asked' ? dayInAmsterdam(at) : `${dayInAmsterdam(at)} ${new Date(at).toISOString()}`);

/** From the question to the answers that came, oldest first. Nothing to see before the first answer. */
export function Timeline({ createdAt, pilots, outcomes }: TimelineProps) {
  const t = useText();
  const answers: Moment[] = [
    ...pilots.flatMap(({ id, slug, title, publishedAt, municipality }) =>
      publishedAt === null
        ? []
        : [{ id, at: publishedAt, what: <Link href={paths.pilot(slug)} lang="nl">{title}</Link>, about: t('challenges.pilotOf', { municipality: municipality.name }) }],
    ),
    ...outcomes.flatMap(({ id, slug, question, publishedAt, meeting }) => {
      // A workshop sat on the day of its meeting, whenever somebody wrote it down.
      const at = meeting?.startsAt ?? publishedAt;
      return at === null
        ? []
        : [{ id, at, what: <Link href={paths.outcome(slug)} lang="nl">{question}</Link>, about: meeting?.title ?? t('challenges.workshop') }];
    }),
  ];
  if (answers.length === 0) return null;
  const asked: Moment = { id: 'asked', at: createdAt, what: t('challenges.asked'), about: '' };
  // A question of a workshop is as old as what that workshop said about it: the question comes first on its day.
  const moments = [asked, ...answers].toSorted((a, b) => order(a).localeCompare(order(b)));
  return (
    <section>
      <Heading level={2} size={4}>
        {t('challenges.timeline')}
      </Heading>
      <ol className="bdg-timeline">
        {moments.map(({ id, at, what, about }) => (
          <li key={id} className={id === 'asked' ? 'bdg-timeline__asked' : undefined}>
            <p className="bdg-soft">
              <DateTime value={at} form="plain" />
            </p>
            <p>{what}</p>
            {about && <p className="bdg-soft" lang="nl">{about}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
