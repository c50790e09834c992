import type { ReactNode } from 'react';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Section } from '../../ui/Article.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
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
  const moments = [asked, ...answers].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return (
    <Section title={t('challenges.timeline')}>
      <ol className="bdg-timeline">
        {moments.map(({ id, at, what, about }) => (
          <li key={id} className={id === 'asked' ? 'bdg-timeline__asked' : undefined}>
            <p className="bdg-soft">
              <DateTime value={at} form="plain" />
            </p>
            <p>{what}</p>
            {about && <p className="bdg-soft">{about}</p>}
          </li>
        ))}
      </ol>
    </Section>
  );
}
