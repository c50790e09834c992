import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import type { AgendaFragment } from '../../graphql/generated/graphql.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { classes } from '../../ui/classes.ts';
import { Link } from '../../ui/Link.tsx';

const agendaOf = graphql(`
  fragment Agenda on Meeting {
    id
    agenda {
      id
      kind
      title
      startsAt
      endsAt
      speakers {
        name
        role
        organisation
        person {
          id
        }
      }
    }
  }
`);

/** The day in order: when, what, who. */
export function Agenda({ meeting }: { meeting: FragmentType<typeof agendaOf> }) {
  const t = useText();
  const { agenda } = readFragment(agendaOf, meeting);
  if (agenda.length === 0) return null;
  const hasTimes = agenda.some(({ startsAt }) => startsAt !== null);
  return (
    <section>
      <Heading level={2}>{t('meetings.agenda')}</Heading>
      <ol className={classes('bdg-agenda', hasTimes && 'bdg-agenda--timed')}>
        {agenda.map((item) => (
          <li key={item.id} className={`bdg-agenda__${item.kind.toLowerCase()}`}>
            {hasTimes && (
              <div className="bdg-agenda__time">
                {item.startsAt && <DateTime value={item.startsAt} form="time" />}
                {item.startsAt && item.endsAt && (
                  <>
                    <span aria-hidden="true">–</span>
                    <span className="bdg-hidden"> {t('meetings.until')} </span>
                    <DateTime value={item.endsAt} form="time" />
                  </>
                )}
              </div>
            )}
            <div>
              <p className="bdg-agenda__kind">{t(`agenda.${item.kind}`)}</p>
              <p className="bdg-agenda__title" lang="nl">
                {item.title}
              </p>
              {item.speakers.map((speaker) => (
                <SpeakerLine key={`${speaker.name} ${speaker.organisation ?? ''}`} speaker={speaker} />
              ))}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function SpeakerLine({ speaker }: { speaker: AgendaFragment['agenda'][number]['speakers'][number] }) {
  const about = [speaker.role, speaker.organisation].filter(Boolean).join(', ');
  return (
    <p className="bdg-soft">
      {speaker.person ? <Link href={paths.person(speaker.person.id)}>{speaker.name}</Link> : speaker.name}
      {about && <span lang="nl">, {about}</span>}
    </p>
  );
}
