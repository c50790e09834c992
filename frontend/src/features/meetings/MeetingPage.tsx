import { Navigate, getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { MeetingPageQuery } from '../../graphql/generated/graphql.ts';
import { useViewer } from '../../graphql/SessionProvider.tsx';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { NotFoundPage } from '../../shell/NotFoundPage.tsx';
import { Article, AsideList, Section } from '../../ui/Article.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { MarkdownHtml } from '../../ui/Html.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { MoreOf } from '../../ui/MoreOf.tsx';
import { Page } from '../../ui/Page.tsx';
import { ShelfTags } from '../../ui/ShelfTags.tsx';
import { Loaded } from '../../ui/States.tsx';
import { Tags } from '../../ui/Tag.tsx';
import { OutcomeLine } from '../outcomes/OutcomeLine.tsx';
import { PilotCard } from '../pilots/PilotCard.tsx';
import { MoreLikeThis } from '../search/MoreLikeThis.tsx';
import { Agenda } from './Agenda.tsx';
import './meetings.css';

const meetingPage = graphql(`
  query MeetingPage($slug: String!) {
    meeting(slug: $slug) {
      id
      slug
      title
      sequenceNumber
      startsAt
      endsAt
      descriptionHtml
      status
      visibility
      viewerCanEdit
      host {
        id
        name
        slug
      }
      venue {
        name
        address
        description
      }
      ...Agenda
      reports(first: 10) {
        totalCount
        edges {
          node {
            id
            slug
            title
            summary
            takeHomeMessage
          }
        }
        pageInfo { hasNextPage endCursor }
      }
      outcomes(first: 20) {
        totalCount
        edges {
          node {
            id
            ...OutcomeLine
          }
        }
        pageInfo { hasNextPage endCursor }
      }
      pilots(first: 20) {
        totalCount
        edges {
          node {
            id
            ...PilotCard
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

const moreReportsOfMeeting = graphql(`
  query MoreReportsOfMeeting($id: ID!, $after: String!) {
    node(id: $id) {
      __typename
      id
      ... on Meeting {
        reports(first: 10, after: $after) {
          totalCount
          edges { node { id slug title summary takeHomeMessage } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`);

const moreOutcomesOfMeeting = graphql(`
  query MoreOutcomesOfMeeting($id: ID!, $after: String!) {
    node(id: $id) {
      __typename
      id
      ... on Meeting {
        outcomes(first: 20, after: $after) {
          totalCount
          edges { node { id ...OutcomeLine } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`);

const morePilotsOfMeeting = graphql(`
  query MorePilotsOfMeeting($id: ID!, $after: String!) {
    node(id: $id) {
      __typename
      id
      ... on Meeting {
        pilots(first: 20, after: $after) {
          totalCount
          edges { node { id ...PilotCard } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`);

type Meeting = NonNullable<MeetingPageQuery['meeting']>;

const route = getRouteApi('/bijeenkomsten/$slug');

export function MeetingPage() {
  const { slug } = route.useParams();
  return <MeetingBySlug key={slug} slug={slug} />;
}

function MeetingBySlug({ slug }: { slug: string }) {
  const [state, again] = useQuery({ query: meetingPage, variables: { slug } });
  return (
    <Loaded isPage state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ meeting }) => {
        if (!meeting) return <NotFoundPage />;
        if (meeting.slug !== slug) return <Navigate to="/bijeenkomsten/$slug" params={{ slug: meeting.slug }} replace />;
        return <MeetingArticle meeting={meeting} />;
      }}
    </Loaded>
  );
}

/** One page through time: before the day the programme comes first, afterwards what it brought. */
function MeetingArticle({ meeting }: { meeting: Meeting }) {
  const t = useText();
  const { sequenceNumber, venue, host } = meeting;
  const [now] = useState(Date.now);
  const viewer = useViewer();
  const isOver = Date.parse(meeting.endsAt ?? meeting.startsAt) < now;
  return (
    <Page
      title={meeting.title}
      titleLang="nl"
      crumbs={[{ label: t('shell.meetings'), href: paths.meetings() }]}
      overline={sequenceNumber === null ? t('kind.MEETING') : t('meetings.number', { number: sequenceNumber })}
    >
      <Article
        head={
          <>
            <p className="bdg-meeting__when">
              <DateTime value={meeting.startsAt} />
              <span className="bdg-meeting__clock">
                {', '}
                <DateTime value={meeting.startsAt} form="time" />
                {meeting.endsAt && (
                  <>
                    {` ${t('meetings.until')} `}
                    <DateTime value={meeting.endsAt} form="time" />
                  </>
                )}
              </span>
            </p>
            <Tags>
              <ShelfTags status={meeting.status} visibility={meeting.visibility} />
            </Tags>
            {viewer && (isOver || meeting.viewerCanEdit) && (
              <p className="bdg-buttons" data-print="no">
                {isOver && (
                  <>
                    <Link href={paths.newReport(meeting.id)} look="button">
                      {t('shell.writeReport')}
                    </Link>
                    <Link href={paths.newOutcome(meeting.id)} look="button">
                      {t('shell.writeOutcome')}
                    </Link>
                  </>
                )}
                {meeting.viewerCanEdit && (
                  <Link href={paths.editMeeting(meeting.slug)} look="button">
                    {t('shell.edit')}
                  </Link>
                )}
              </p>
            )}
          </>
        }
        asideLabel={t('meetings.around')}
        aside={
          <>
            <AsideList title={t('meetings.host')} isShown={host !== null}>
              {host && (
                <li>
                  <Link href={paths.municipality(host.slug)}>{host.name}</Link>
                </li>
              )}
            </AsideList>
            <AsideList title={t('meetings.venue')} isShown={venue !== null}>
              {venue && (
                <li lang="nl">
                  <strong>{venue.name}</strong>
                  {venue.address && <div className="bdg-meeting__address">{venue.address}</div>}
                  {venue.description && <div className="bdg-soft">{venue.description}</div>}
                </li>
              )}
            </AsideList>
          </>
        }
      >
        {meeting.descriptionHtml.trim() && <MarkdownHtml html={meeting.descriptionHtml} />}
        {isOver && <Yield meeting={meeting} />}
        <Agenda meeting={meeting} />
        {!isOver && <Yield meeting={meeting} />}
        {meeting.pilots.edges.length > 0 && (
          <Section title={t('meetings.pilots')}>
            <List>
              {meeting.pilots.edges.map(({ node }) => (
                <ListItem key={node.id}>
                  <PilotCard pilot={node} level={3} />
                </ListItem>
              ))}
            </List>
            <MoreOf list={meeting.pilots} query={morePilotsOfMeeting} id={meeting.id} />
          </Section>
        )}
      </Article>
      <MoreLikeThis id={meeting.id} />
    </Page>
  );
}

/** What the day brought: the reports and the outcomes of its workshops. */
function Yield({ meeting: { id, reports, outcomes } }: { meeting: Meeting }) {
  const t = useText();
  return (
    <>
      {reports.edges.length > 0 && (
        <Section title={t('meetings.reports', { count: reports.edges.length })}>
          <List>
            {reports.edges.map(({ node }) => (
              <ListItem key={node.id}>
                <Heading level={3}>
                  <Link href={paths.report(node.slug)} lang="nl">
                    {node.title}
                  </Link>
                </Heading>
                {(node.takeHomeMessage ?? node.summary) && <p lang="nl">{node.takeHomeMessage ?? node.summary}</p>}
              </ListItem>
            ))}
          </List>
          <MoreOf list={reports} query={moreReportsOfMeeting} id={id} />
        </Section>
      )}
      {outcomes.edges.length > 0 && (
        <Section title={t('meetings.outcomes')}>
          <List>
            {outcomes.edges.map(({ node }) => (
              <ListItem key={node.id}>
                <OutcomeLine outcome={node} />
              </ListItem>
            ))}
          </List>
          <MoreOf list={outcomes} query={moreOutcomesOfMeeting} id={id} />
        </Section>
      )}
    </>
  );
}
