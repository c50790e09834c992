import { Navigate, getRouteApi } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { PilotPageQuery } from '../../graphql/generated/graphql.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { NotFoundPage } from '../../shell/NotFoundPage.tsx';
import { Article, AsideList, ProseSection, Section } from '../../ui/Article.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Link } from '../../ui/Link.tsx';
import { MoreOf } from '../../ui/MoreOf.tsx';
import { Page } from '../../ui/Page.tsx';
import { StageSteps } from '../../ui/StageSteps.tsx';
import { ShelfTags } from '../../ui/ShelfTags.tsx';
import { Loaded } from '../../ui/States.tsx';
import { Tag, Tags } from '../../ui/Tag.tsx';
import { AuthorLine } from '../people/AuthorLine.tsx';
import { PersonLine } from '../people/PersonLine.tsx';
import { MoreLikeThis } from '../search/MoreLikeThis.tsx';
import { PilotBuyers, PilotData } from './PilotTables.tsx';

const pilotPage = graphql(`
  query PilotPage($slug: String!) {
    pilot(slug: $slug) {
      id
      slug
      title
      summary
      stage
      status
      visibility
      domains
      updatedAt
      publishedAt
      viewerCanEdit
      themes {
        slug
        label
      }
      municipality {
        id
        name
        slug
      }
      problemHtml
      approachHtml
      resultsHtml
      lessonsLearnedHtml
      failuresHtml
      partners
      cost
      replicates { id slug title municipality { id name slug } }
      replications(first: 10) {
        totalCount
        edges {
          node {
            id
            slug
            title
            municipality { id name slug }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
      ...PilotData
      ...PilotBuyers
      contacts {
        id
        ...PersonLine
      }
      authorships {
        person { id }
        ...AuthorLine
      }
      challenges {
        id
        slug
        question
      }
      presentedAt(first: 10) {
        totalCount
        edges {
          node {
            id
            slug
            title
            startsAt
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

const moreMeetingsOfPilot = graphql(`
  query MoreMeetingsOfPilot($id: ID!, $after: String!) {
    node(id: $id) {
      __typename
      id
      ... on Pilot {
        presentedAt(first: 10, after: $after) {
          totalCount
          edges { node { id slug title startsAt } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`);

const moreReplicationsOfPilot = graphql(`
  query MoreReplicationsOfPilot($id: ID!, $after: String!) {
    node(id: $id) {
      __typename
      id
      ... on Pilot {
        replications(first: 10, after: $after) {
          totalCount
          edges { node { id slug title municipality { id name slug } } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`);

type Pilot = NonNullable<PilotPageQuery['pilot']>;

const route = getRouteApi('/pilots/$slug');

export function PilotPage() {
  const { slug } = route.useParams();
  // The key: another pilot is another page, not this one with other text.
  return <PilotBySlug key={slug} slug={slug} />;
}

function PilotBySlug({ slug }: { slug: string }) {
  const [state, again] = useQuery({ query: pilotPage, variables: { slug } });
  return (
    <Loaded isPage state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ pilot }) => {
        if (!pilot) return <NotFoundPage />;
        if (pilot.slug !== slug) return <Navigate to="/pilots/$slug" params={{ slug: pilot.slug }} replace />;
        return <PilotArticle pilot={pilot} />;
      }}
    </Loaded>
  );
}

function PilotArticle({ pilot }: { pilot: Pilot }) {
  const t = useText();
  return (
    <Page
      title={pilot.title}
      titleLang="nl"
      crumbs={[{ label: t('shell.pilots'), href: paths.pilots() }]}
      overline={<Link href={paths.municipality(pilot.municipality.slug)}>{pilot.municipality.name}</Link>}
    >
      <Article
        head={
          <>
            {pilot.summary && (
              <p className="utrecht-paragraph utrecht-paragraph--lead" lang="nl">
                {pilot.summary}
              </p>
            )}
            <StageSteps stage={pilot.stage} />
            <Tags>
              <ShelfTags status={pilot.status} visibility={pilot.visibility} />
              {pilot.themes.map((theme) => (
                <Tag key={theme.slug} href={paths.search({ thema: theme.slug })}>
                  {theme.label}
                </Tag>
              ))}
            </Tags>
            <p className="bdg-soft">
              {pilot.domains.length > 0 && (
                <>{t('pilots.strengthens', { domains: pilot.domains.map((one) => t(`domain.${one}`).toLowerCase()).join(', ') })} · </>
              )}
              {t('pilots.updated')} <DateTime value={pilot.updatedAt} form="near" />
            </p>
            {pilot.viewerCanEdit && (
              <p className="bdg-buttons" data-print="no">
                <Link href={paths.editPilot(pilot.slug)} look="button">
                  {t('pilots.edit')}
                </Link>
                <Link href={paths.pilotHistory(pilot.slug)}>{t('history.link')}</Link>
              </p>
            )}
          </>
        }
        asideLabel={t('pilots.around')}
        aside={
          <>
            <AsideList title={t('pilots.contacts')} isShown={pilot.contacts.length > 0}>
              {pilot.contacts.map((person) => (
                <li key={person.id}>
                  <PersonLine person={person} />
                </li>
              ))}
            </AsideList>
            <AsideList title={t('pilots.challenges')} isShown={pilot.challenges.length > 0}>
              {pilot.challenges.map((challenge) => (
                <li key={challenge.id}>
                  <Link href={paths.challenge(challenge.slug)} lang="nl">
                    {challenge.question}
                  </Link>
                </li>
              ))}
            </AsideList>
            <AsideList title={t('pilots.shownAt')} isShown={pilot.presentedAt.edges.length > 0}>
              {pilot.presentedAt.edges.map(({ node }) => (
                <li key={node.id}>
                  <Link href={paths.meeting(node.slug)} lang="nl">
                    {node.title}
                  </Link>
                  <div className="bdg-soft">
                    <DateTime value={node.startsAt} form="plain" />
                  </div>
                </li>
              ))}
              {pilot.presentedAt.pageInfo.hasNextPage && (
                <li>
                  <MoreOf list={pilot.presentedAt} query={moreMeetingsOfPilot} id={pilot.id} />
                </li>
              )}
            </AsideList>
            <AsideList title={t('pilots.replicates')} isShown={pilot.replicates !== null}>
              {pilot.replicates && (
                <li>
                  <OtherPilot pilot={pilot.replicates} />
                </li>
              )}
            </AsideList>
            <AsideList title={t('pilots.replications')} isShown={pilot.replications.edges.length > 0}>
              {pilot.replications.edges.map(({ node }) => (
                <li key={node.id}>
                  <OtherPilot pilot={node} />
                </li>
              ))}
              {pilot.replications.pageInfo.hasNextPage && (
                <li>
                  <MoreOf list={pilot.replications} query={moreReplicationsOfPilot} id={pilot.id} />
                </li>
              )}
            </AsideList>
            <AsideList title={t('pilots.authors')} isShown={pilot.authorships.length > 0}>
              {pilot.authorships.map((authorship) => (
                <li key={authorship.person.id}>
                  <AuthorLine authorship={authorship} />
                </li>
              ))}
            </AsideList>
          </>
        }
      >
        <ProseSection title={t('pilots.problem')} html={pilot.problemHtml} />
        <ProseSection title={t('pilots.approach')} html={pilot.approachHtml} />
        <ProseSection title={t('pilots.results')} html={pilot.resultsHtml} />
        <ProseSection title={t('pilots.lessons')} html={pilot.lessonsLearnedHtml} />
        <ProseSection title={t('pilots.failures')} html={pilot.failuresHtml} accent />
        <PilotData pilot={pilot} />
        <PilotBuyers pilot={pilot} />
        {pilot.cost && (
          <Section title={t('pilots.cost')}>
            <p className="bdg-measure" lang="nl">
              {pilot.cost}
            </p>
          </Section>
        )}
        {pilot.partners.length > 0 && (
          <Section title={t('pilots.partners')}>
            <p lang="nl">{pilot.partners.join(', ')}</p>
          </Section>
        )}
      </Article>
      <MoreLikeThis id={pilot.id} />
    </Page>
  );
}

/** The same idea in another place. */
function OtherPilot({ pilot }: { pilot: NonNullable<Pilot['replicates']> }) {
  return (
    <>
      <Link href={paths.pilot(pilot.slug)} lang="nl">
        {pilot.title}
      </Link>
      <div className="bdg-soft" lang="nl">
        {pilot.municipality.name}
      </div>
    </>
  );
}
