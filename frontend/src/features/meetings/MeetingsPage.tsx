import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { useViewer } from '../../graphql/SessionProvider.tsx';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { usePaging } from '../../lib/usePaging.ts';
import { paths } from '../../routes/paths.ts';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/States.tsx';
import { Lead } from '../../ui/Text.tsx';
import { MeetingCard } from './MeetingCard.tsx';

const meetingsQuery = graphql(`
  query Meetings($filter: MeetingFilter, $first: Int, $after: String) {
    meetings(filter: $filter, first: $first, after: $after) {
      totalCount
      edges {
        node {
          id
          ...MeetingCard
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export function MeetingsPage() {
  const t = useText();
  const viewer = useViewer();
  return (
    <Page title={t('meetings.title')}>
      <Lead>{t('meetings.intro')}</Lead>
      {viewer && viewer.role !== 'MEMBER' && (
        <p className="bdg-meetings__plan" data-print="no">
          <Link href={paths.newMeeting()} look="button">
            {t('shell.planMeeting')}
          </Link>
        </p>
      )}
      <div className="bdg-meetings">
        <Meetings title={t('meetings.upcoming')} none={t('meetings.noneUpcoming')} filter={upcoming} />
        <Meetings title={t('meetings.past')} none={t('meetings.nonePast')} filter={past} />
      </div>
    </Page>
  );
}

const upcoming = { upcoming: true };
const past = { upcoming: false };

interface MeetingsProps {
  title: string;
  none: string;
  filter: typeof upcoming;
}

function Meetings({ title, none, filter }: MeetingsProps) {
  const [after, goOn] = usePaging(`${paths.meetings()} ${filter.upcoming}`);
  const [state, again] = useQuery({ query: meetingsQuery, variables: { filter, first: 20, after } });
  return (
    <section>
      <Heading level={2}>{title}</Heading>
      <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
        {({ meetings }) =>
          meetings.edges.length === 0 ? (
            <p className="bdg-soft">{none}</p>
          ) : (
            <>
              <List>
                {meetings.edges.map(({ node }) => (
                  <ListItem key={node.id}>
                    <MeetingCard meeting={node} />
                  </ListItem>
                ))}
              </List>
              <LoadMore
                shown={meetings.edges.length}
                total={meetings.totalCount}
                hasMore={meetings.pageInfo.hasNextPage}
                isBusy={state.fetching}
                onMore={() => goOn(meetings.pageInfo.endCursor)}
              />
            </>
          )
        }
      </Loaded>
    </section>
  );
}
