import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { HomeQuery } from '../../graphql/generated/graphql.ts';
import { useViewer } from '../../graphql/SessionProvider.tsx';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/States.tsx';
import { PilotCard } from '../pilots/PilotCard.tsx';
import { SearchBox } from '../search/SearchBox.tsx';
import { PeopleToTalkTo } from './PeopleToTalkTo.tsx';
import './home.css';

const home = graphql(`
  query Home {
    networkStats {
      municipalities
      pilots
      meetings
      people
    }
    nextMeeting {
      id
      slug
      title
      startsAt
      host {
        id
        name
        slug
      }
      venue {
        name
      }
    }
    challenges(first: 3) {
      edges {
        node {
          id
          slug
          question
          recognitionCounts {
            stance
            count
          }
        }
      }
    }
    pilots(first: 6, orderBy: RECENTLY_UPDATED) {
      edges {
        node {
          id
          ...PilotCard
        }
      }
    }
  }
`);

export function HomePage() {
  const t = useText();
  const viewer = useViewer();
  const [state, again] = useQuery({ query: home });
  return (
    <div className="bdg-home">
      <section className="bdg-home__ask">
        <Page title={t('home.title')}>
          <p className="utrecht-paragraph utrecht-paragraph--lead">{t('home.lead')}</p>
          <SearchBox />
          <p className="bdg-soft">{t('home.hint')}</p>
        </Page>
      </section>
      <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
        {(data) => (
          <div className="bdg-home__columns">
            <section aria-labelledby="home-pilots">
              <Heading level={2} id="home-pilots">
                {t('home.pilots')}
              </Heading>
              <List>
                {data.pilots.edges.map(({ node }) => (
                  <ListItem key={node.id}>
                    <PilotCard pilot={node} level={3} />
                  </ListItem>
                ))}
              </List>
              <p className="bdg-home__all">
                <Link href={paths.pilots()}>{t('home.allPilots', { count: data.networkStats.pilots })}</Link>
              </p>
            </section>
            <div className="bdg-home__side">
              {viewer && <PeopleToTalkTo />}
              <NextMeeting meeting={data.nextMeeting} />
              <OpenChallenges challenges={data.challenges.edges.map(({ node }) => node)} />
              <Stats stats={data.networkStats} />
            </div>
          </div>
        )}
      </Loaded>
    </div>
  );
}

function NextMeeting({ meeting }: { meeting: HomeQuery['nextMeeting'] }) {
  const t = useText();
  return (
    <section aria-labelledby="home-meeting" className="bdg-home__meeting">
      <Heading level={2} size={3} id="home-meeting">
        {t('home.meeting')}
      </Heading>
      {meeting ? (
        <>
          <p className="bdg-home__date">
            <DateTime value={meeting.startsAt} />
          </p>
          <p>
            <Link href={paths.meeting(meeting.slug)} lang="nl">
              {meeting.title}
            </Link>
          </p>
          <p className="bdg-soft">{[meeting.venue?.name, meeting.host?.name].filter(Boolean).join(', ')}</p>
        </>
      ) : (
        <p>
          {t('home.noMeeting')} <Link href={paths.meetings()}>{t('home.pastMeetings')}</Link>
        </p>
      )}
    </section>
  );
}

type Question = HomeQuery['challenges']['edges'][number]['node'];

function OpenChallenges({ challenges }: { challenges: readonly Question[] }) {
  const t = useText();
  if (challenges.length === 0) return null;
  const countOf = (challenge: Question, stance: string) =>
    challenge.recognitionCounts.find((one) => one.stance === stance)?.count ?? 0;
  return (
    <section aria-labelledby="home-challenges">
      <Heading level={2} size={3} id="home-challenges">
        {t('home.challenges')}
      </Heading>
      <List>
        {challenges.map((challenge) => (
          <ListItem key={challenge.id}>
            <Link href={paths.challenge(challenge.slug)} lang="nl">
              {challenge.question}
            </Link>
            <div className="bdg-soft">
              {t('home.recognised', { facing: countOf(challenge, 'FACING_NOW'), solved: countOf(challenge, 'SOLVED') })}
            </div>
          </ListItem>
        ))}
      </List>
      <p className="bdg-home__all">
        <Link href={paths.challenges()}>{t('home.allChallenges')}</Link>
      </p>
    </section>
  );
}

function Stats({ stats }: { stats: HomeQuery['networkStats'] }) {
  const t = useText();
  return (
    <p className="bdg-soft">
      {t('home.stats', { municipalities: stats.municipalities, pilots: stats.pilots, meetings: stats.meetings, people: stats.people })}
    </p>
  );
}
