import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { Tag } from '../../ui/Tag.tsx';
import './meetings.css';

const meetingCard = graphql(`
  fragment MeetingCard on Meeting {
    id
    slug
    title
    sequenceNumber
    startsAt
    status
    host {
      id
      name
      slug
    }
    venue {
      name
    }
  }
`);

/** A meeting in a list: when, what, where. */
export function MeetingCard({ meeting }: { meeting: FragmentType<typeof meetingCard> }) {
  const t = useText();
  const { slug, title, sequenceNumber, startsAt, status, host, venue } = readFragment(meetingCard, meeting);
  const place = [venue?.name, host?.name].filter(Boolean).join(', ');
  return (
    <article className="bdg-meeting-card">
      <p className="bdg-overline">
        <DateTime value={startsAt} />
        {sequenceNumber !== null && ` · ${t('meetings.number', { number: sequenceNumber })}`}
      </p>
      <Heading level={3}>
        <Link href={paths.meeting(slug)} lang="nl">
          {title}
        </Link>
      </Heading>
      {place && (
        <p className="bdg-soft" lang="nl">
          {place}
        </p>
      )}
      {status !== 'PUBLISHED' && <Tag look="accent">{t(`status.${status}`)}</Tag>}
    </article>
  );
}
