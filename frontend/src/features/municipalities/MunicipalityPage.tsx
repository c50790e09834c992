import { Navigate, getRouteApi } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { MunicipalityPageQuery } from '../../graphql/generated/graphql.ts';
import { useLanguage, useText } from '../../i18n/LanguageProvider.tsx';
import { plainDate } from '../../lib/dates.ts';
import { paths } from '../../routes/paths.ts';
import { NotFoundPage } from '../../shell/NotFoundPage.tsx';
import { Article, AsideList, Section } from '../../ui/Article.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { MoreOf } from '../../ui/MoreOf.tsx';
import { Page } from '../../ui/Page.tsx';
import { EmptyState, Loaded } from '../../ui/States.tsx';
import { PersonLine } from '../people/PersonLine.tsx';
import { PilotCard } from '../pilots/PilotCard.tsx';
import { MoreLikeThis } from '../search/MoreLikeThis.tsx';
import { PilotPlot } from './PilotPlot.tsx';
import './municipalities.css';

const municipalityPage = graphql(`
  query MunicipalityPage($slug: String!) {
    municipality(slug: $slug) {
      id
      code
      name
      slug
      province
      isFormer
      validUntil
      successors {
        id
        name
        slug
      }
      predecessors {
        id
        name
        slug
      }
      plotted: pilots(first: 100) {
        edges {
          node {
            id
            stage
            domains
          }
        }
      }
      pilots(first: 10) {
        totalCount
        edges {
          node {
            id
            ...PilotCard
          }
        }
      }
      hostedMeetings(first: 10) {
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
      people(first: 20) {
        totalCount
        edges {
          node {
            id
            ...PersonLine
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

const morePeopleOfMunicipality = graphql(`
  query MorePeopleOfMunicipality($id: ID!, $after: String!) {
    node(id: $id) {
      __typename
      id
      ... on Municipality {
        slug
        people(first: 20, after: $after) {
          totalCount
          edges { node { id ...PersonLine } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`);

const moreMeetingsOfMunicipality = graphql(`
  query MoreMeetingsOfMunicipality($id: ID!, $after: String!) {
    node(id: $id) {
      __typename
      id
      ... on Municipality {
        slug
        hostedMeetings(first: 10, after: $after) {
          totalCount
          edges { node { id slug title startsAt } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`);

type Municipality = NonNullable<MunicipalityPageQuery['municipality']>;

const route = getRouteApi('/gemeenten/$slug');

export function MunicipalityPage() {
  const { slug } = route.useParams();
  return <MunicipalityBySlug key={slug} slug={slug} />;
}

function MunicipalityBySlug({ slug }: { slug: string }) {
  const [state, again] = useQuery({ query: municipalityPage, variables: { slug } });
  return (
    <Loaded isPage state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ municipality }) => {
        if (!municipality) return <NotFoundPage />;
        if (municipality.slug !== slug) return <Navigate to="/gemeenten/$slug" params={{ slug: municipality.slug }} replace />;
        return <MunicipalityArticle municipality={municipality} />;
      }}
    </Loaded>
  );
}

function MunicipalityArticle({ municipality }: { municipality: Municipality }) {
  const t = useText();
  const { name, code, province, pilots, people, hostedMeetings, predecessors } = municipality;
  return (
    <Page
      title={name}
      titleLang="nl"
      crumbs={[{ label: t('shell.municipalities'), href: paths.municipalities() }]}
      overline={province}
    >
      <Article
        head={municipality.isFormer && <Former municipality={municipality} />}
        asideLabel={t('municipalities.around')}
        aside={
          <>
            <AsideList title={t('municipalities.people')} isShown={people.edges.length > 0}>
              {people.edges.map(({ node }) => (
                <li key={node.id}>
                  <PersonLine person={node} />
                </li>
              ))}
              {people.pageInfo.hasNextPage && (
                <li>
                  <MoreOf list={people} query={morePeopleOfMunicipality} id={municipality.id} />
                </li>
              )}
            </AsideList>
            <AsideList title={t('municipalities.hosted')} isShown={hostedMeetings.edges.length > 0}>
              {hostedMeetings.edges.map(({ node }) => (
                <li key={node.id}>
                  <Link href={paths.meeting(node.slug)} lang="nl">
                    {node.title}
                  </Link>
                  <div className="bdg-soft">
                    <DateTime value={node.startsAt} form="plain" />
                  </div>
                </li>
              ))}
              {hostedMeetings.pageInfo.hasNextPage && (
                <li>
                  <MoreOf list={hostedMeetings} query={moreMeetingsOfMunicipality} id={municipality.id} />
                </li>
              )}
            </AsideList>
            <AsideList title={t('municipalities.predecessors')} isShown={predecessors.length > 0}>
              {predecessors.map((one) => (
                <li key={one.id}>
                  <Link href={paths.municipality(one.slug)} lang="nl">
                    {one.name}
                  </Link>
                </li>
              ))}
            </AsideList>
          </>
        }
      >
        {pilots.totalCount === 0 ? (
          <EmptyState title={t('municipalities.noPilots')}>
            <p>{t('municipalities.noPilotsText')}</p>
            <Link href={paths.pilots()}>{t('search.toPilots')}</Link>
          </EmptyState>
        ) : (
          <>
            <Section title={t('municipalities.overview')}>
              <PilotPlot pilots={municipality.plotted.edges.map(({ node }) => node)} />
            </Section>
            <Section title={t('municipalities.pilots')}>
              <List>
                {pilots.edges.map(({ node }) => (
                  <ListItem key={node.id}>
                    <PilotCard pilot={node} level={3} />
                  </ListItem>
                ))}
              </List>
              {pilots.totalCount > pilots.edges.length && (
                <p className="bdg-municipality__all">
                  <Link href={paths.pilots({ gemeente: code })}>
                    {t('municipalities.allPilots', { count: pilots.totalCount, name })}
                  </Link>
                </p>
              )}
            </Section>
          </>
        )}
      </Article>
      <MoreLikeThis id={municipality.id} sort="municipality" />
    </Page>
  );
}

/** A municipality that no longer exists says until when it did, and where one is now. */
function Former({ municipality: { name, validUntil, successors } }: { municipality: Municipality }) {
  const t = useText();
  const { language } = useLanguage();
  return (
    <Notice look="warning">
      <p>
        {validUntil
          ? t('municipalities.formerUntil', { name, date: plainDate(validUntil, language) })
          : t('municipalities.formerText', { name })}{' '}
        {successors.length > 0 && (
          <>
            {t('municipalities.successors')}{' '}
            {successors.map((one, index) => (
              <span key={one.id}>
                {index > 0 && ', '}
                <Link href={paths.municipality(one.slug)} lang="nl">
                  {one.name}
                </Link>
              </span>
            ))}
            .
          </>
        )}
      </p>
    </Notice>
  );
}
