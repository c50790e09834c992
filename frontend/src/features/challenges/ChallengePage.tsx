import { Navigate, getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { ChallengePageQuery, Stance } from '../../graphql/generated/graphql.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { NotFoundPage } from '../../shell/NotFoundPage.tsx';
import { Article, Section } from '../../ui/Article.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { MarkdownHtml } from '../../ui/Html.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { MoreOf } from '../../ui/MoreOf.tsx';
import { Page } from '../../ui/Page.tsx';
import { ShelfTags } from '../../ui/ShelfTags.tsx';
import { EmptyState, Loaded } from '../../ui/States.tsx';
import { Tag, Tags } from '../../ui/Tag.tsx';
import { OutcomeLine } from '../outcomes/OutcomeLine.tsx';
import { PilotCard } from '../pilots/PilotCard.tsx';
import { MoreLikeThis } from '../search/MoreLikeThis.tsx';
import { Recognise } from './Recognise.tsx';
import { Solvers } from './Solvers.tsx';
import { Timeline } from './Timeline.tsx';
import './challenges.css';

const challengePage = graphql(`
  query ChallengePage($slug: String!) {
    challenge(slug: $slug) {
      id
      slug
      question
      contextHtml
      status
      visibility
      createdAt
      updatedAt
      viewerCanEdit
      themes {
        slug
        label
      }
      ...ChallengeRecognition
      ...ChallengeSolvers
      pilots(first: 20) {
        totalCount
        edges {
          node {
            id
            publishedAt
            slug
            title
            municipality { id name slug }
            ...PilotCard
          }
        }
        pageInfo { hasNextPage endCursor }
      }
      outcomes(first: 20) {
        totalCount
        edges {
          node {
            id
            publishedAt
            slug
            question
            meeting { id slug title startsAt }
            ...OutcomeLine
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

const morePilotsOfChallenge = graphql(`
  query MorePilotsOfChallenge($id: ID!, $after: String!) {
    node(id: $id) {
      __typename
      id
      ... on Challenge {
        pilots(first: 20, after: $after) {
          totalCount
          edges { node { id publishedAt slug title municipality { id name slug } ...PilotCard } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`);

const moreOutcomesOfChallenge = graphql(`
  query MoreOutcomesOfChallenge($id: ID!, $after: String!) {
    node(id: $id) {
      __typename
      id
      ... on Challenge {
        outcomes(first: 20, after: $after) {
          totalCount
          edges { node { id publishedAt slug question meeting { id slug title startsAt } ...OutcomeLine } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`);

type Challenge = NonNullable<ChallengePageQuery['challenge']>;

const route = getRouteApi('/vraagstukken/$slug');

export function ChallengePage() {
  const { slug } = route.useParams();
  return <ChallengeBySlug key={slug} slug={slug} />;
}

function ChallengeBySlug({ slug }: { slug: string }) {
  const [state, again] = useQuery({ query: challengePage, variables: { slug } });
  // Kept out here: signing in loads the page's data again, and what was clicked before must not get lost with it.
  const [wanted, setWanted] = useState<Stance | null>(null);
  return (
    <Loaded isPage state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ challenge }) => {
        if (!challenge) return <NotFoundPage />;
        if (challenge.slug !== slug) return <Navigate to="/vraagstukken/$slug" params={{ slug: challenge.slug }} replace />;
        return <ChallengeArticle challenge={challenge} wanted={wanted} setWanted={setWanted} />;
      }}
    </Loaded>
  );
}

interface ArticleProps {
  challenge: Challenge;
  wanted: Stance | null;
  setWanted: (stance: Stance | null) => void;
}

function ChallengeArticle({ challenge, wanted, setWanted }: ArticleProps) {
  const t = useText();
  const { pilots, outcomes } = challenge;
  return (
    <Page
      title={challenge.question}
      titleLang="nl"
      crumbs={[{ label: t('shell.challenges'), href: paths.challenges() }]}
      overline={
        <>
          {t('kind.CHALLENGE')} · {t('challenges.updated')} <DateTime value={challenge.updatedAt} form="near" />
        </>
      }
    >
      <Article
        head={
          <>
            <Tags>
              <ShelfTags status={challenge.status} visibility={challenge.visibility} />
              {challenge.themes.map((theme) => (
                <Tag key={theme.slug} href={paths.challenges({ thema: [theme.slug] })}>
                  {theme.label}
                </Tag>
              ))}
            </Tags>
            <p className="bdg-buttons" data-print="no">
              <Link href={paths.contacts(challenge.id)} look="button">
                {t('challenges.findPeople')}
              </Link>
              {challenge.viewerCanEdit && (
                <Link href={paths.editChallenge(challenge.slug)} look="button">
                  {t('shell.edit')}
                </Link>
              )}
            </p>
          </>
        }
        asideLabel={t('challenges.around')}
        aside={
          <>
            <Solvers challenge={challenge} />
            <Timeline
              createdAt={challenge.createdAt}
              pilots={pilots.edges.map(({ node }) => node)}
              outcomes={outcomes.edges.map(({ node }) => node)}
            />
          </>
        }
      >
        {challenge.contextHtml.trim() && <MarkdownHtml html={challenge.contextHtml} />}
        <Recognise challenge={challenge} wanted={wanted} setWanted={setWanted} />
        {pilots.edges.length > 0 && (
          <Section title={t('challenges.pilots')}>
            <List>
              {pilots.edges.map(({ node }) => (
                <ListItem key={node.id}>
                  <PilotCard pilot={node} level={3} />
                </ListItem>
              ))}
            </List>
            <MoreOf list={pilots} query={morePilotsOfChallenge} id={challenge.id} />
          </Section>
        )}
        {outcomes.edges.length > 0 && (
          <Section title={t('challenges.outcomes')}>
            <List>
              {outcomes.edges.map(({ node }) => (
                <ListItem key={node.id}>
                  <OutcomeLine outcome={node} />
                </ListItem>
              ))}
            </List>
            <MoreOf list={outcomes} query={moreOutcomesOfChallenge} id={challenge.id} />
          </Section>
        )}
        {pilots.edges.length === 0 && outcomes.edges.length === 0 && (
          <EmptyState title={t('challenges.noAnswer')}>
            <p>{t('challenges.noAnswerText')}</p>
          </EmptyState>
        )}
      </Article>
      <MoreLikeThis id={challenge.id} />
    </Page>
  );
}
