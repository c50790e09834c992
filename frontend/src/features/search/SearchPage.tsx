import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useClient, useQuery } from 'urql';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { graphql } from '../../graphql/generated/index.ts';
import type { SearchOrder, SearchQuery } from '../../graphql/generated/graphql.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { usePaging } from '../../lib/usePaging.ts';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { Page } from '../../ui/Page.tsx';
import { Select } from '../../ui/Select.tsx';
import { EmptyState, Loaded } from '../../ui/States.tsx';
import { Following } from '../saved/Following.tsx';
import { ChosenFacets, Facets, useFacetLabel } from './Facets.tsx';
import { Hit } from './Hit.tsx';
import { type FacetParam, type SearchParams, countFilters, toSearchFilter, withoutFilters } from './params.ts';
import { reportOpened } from './reporting.ts';
import { SearchBox } from './SearchBox.tsx';
import { SearchHelp } from './SearchHelp.tsx';

const searchQuery = graphql(`
  query Search($query: String!, $filter: SearchFilter, $first: Int, $after: String, $literal: Boolean, $orderBy: SearchOrder!, $explain: Boolean!) {
    search(query: $query, filter: $filter, first: $first, after: $after, literal: $literal, orderBy: $orderBy) {
      totalCount
      didYouMean
      hasPartialMatches
      expansions {
        typed
        terms { text relation }
      }
      edges {
        cursor
        ...SearchResult
        node {
          __typename
          ... on Node { id }
        }
      }
      facets {
        field
        ...FacetGroup
        buckets { value label count }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const broaderThemes = graphql(`
  query BroaderThemes {
    themes {
      slug
      broader { slug label }
    }
  }
`);

const route = getRouteApi('/zoeken');

export function SearchPage() {
  const t = useText();
  const router = useRouter();
  const params = route.useSearch();
  const title = params.q ? t('search.titleFor', { query: params.q }) : t('search.title');
  const go = (next: SearchParams) => router.history.push(paths.search(next));
  return (
    <Page title={title}>
      <div className="bdg-search-page__box">
        <SearchBox initial={params.q ?? ''} onSearch={(q) => go({ ...params, q: q || undefined, letterlijk: undefined })} />
        <SearchHelp />
      </div>
      <Results params={params} go={go} />
    </Page>
  );
}

function Results({ params, go }: { params: SearchParams; go: (next: SearchParams) => void }) {
  const t = useText();
  const labelOf = useFacetLabel();
  const client = useClient();
  const [after, goOn] = usePaging(paths.search(params));
  const { viewer } = useSession();
  const mayExplain = viewer != null && (viewer.role !== 'MEMBER' || viewer.municipalityRole !== 'MEMBER');
  const filter = useMemo(() => toSearchFilter(params), [params]);
  const orderBy: SearchOrder = params.volgorde === 'nieuwste' ? 'NEWEST' : 'RELEVANCE';
  const variables = { query: params.q ?? '', filter, first: 20, after, literal: params.letterlijk === 'ja', orderBy, explain: mayExplain };
  const [state, again] = useQuery({ query: searchQuery, variables });
  return (
    <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ search }) => {
        const isFiltered = countFilters(params) > 0;
        const label = (param: FacetParam, value: string) => labelOf(param, value, search.facets);
        return (
          <div className="bdg-search-page">
            <aside aria-label={t('search.filters')} data-print="no">
              <Facets facets={search.facets} params={params} go={go} />
            </aside>
            <section aria-label={t('search.results')}>
              <div className="bdg-search-page__head">
                <p role="status" className="bdg-search-page__count">
                  {t('search.found', { count: search.totalCount })}
                </p>
                <OrderChoice params={params} go={go} />
              </div>
              <Following params={params} labelOf={label} />
              {search.didYouMean && (
                <p>
                  {t('search.didYouMean')}{' '}
                  <Link href={paths.search({ ...params, q: search.didYouMean })}>{search.didYouMean}</Link>?
                </p>
              )}
              {search.hasPartialMatches && search.edges.length > 0 && <p>{t('search.partial')}</p>}
              <Expansions expansions={search.expansions} params={params} />
              <ChosenFacets params={params} go={go} labelOf={label} />
              {search.edges.length === 0 ? (
                <Nothing params={params} isFiltered={isFiltered} go={go} />
              ) : (
                <List>
                  {search.edges.map((edge) => (
                    <ListItem key={edge.node.id}>
                      <Hit edge={edge} onOpen={() => reportOpened(client, params.q, edge.node.id)} />
                    </ListItem>
                  ))}
                </List>
              )}
              <LoadMore
                shown={search.edges.length}
                total={search.totalCount}
                hasMore={search.pageInfo.hasNextPage}
                isBusy={state.fetching}
                onMore={() => goOn(search.pageInfo.endCursor)}
              />
              {params.q && search.edges.length > 0 && !search.pageInfo.hasNextPage && (
                <p className="bdg-search-page__ask" data-print="no">
                  {t('search.notAmongThem')} <Link href={paths.newChallenge(params.q)}>{t('search.ask')}</Link> {t('search.nothingAsk')}
                </p>
              )}
            </section>
          </div>
        );
      }}
    </Loaded>
  );
}

/** Only with words there is a best. */
function OrderChoice({ params, go }: { params: SearchParams; go: (next: SearchParams) => void }) {
  const t = useText();
  if (!params.q) return null;
  return (
    <div className="bdg-search-page__order" data-print="no">
      <Select
        label={t('search.order')} value={params.volgorde ?? ''}
        options={[{ value: '', label: t('search.order.RELEVANCE') }, { value: 'nieuwste', label: t('search.order.NEWEST') }]}
        onChange={(event) => go({ ...params, volgorde: event.target.value === 'nieuwste' ? 'nieuwste' : undefined })}
      />
    </div>
  );
}

/** What was searched for beside what was typed, and the way to do without. */
function Expansions({ expansions, params }: { expansions: SearchQuery['search']['expansions']; params: SearchParams }) {
  const t = useText();
  if (params.letterlijk) {
    return (
      <p>
        {t('search.literal')} <Link href={paths.search({ ...params, letterlijk: undefined })}>{t('search.notOnlyTyped')}</Link>
      </p>
    );
  }
  const terms = [...new Set(expansions.flatMap((one) => one.terms.map(({ text }) => text)))];
  if (terms.length === 0) return null;
  return (
    <p>
      {t('search.alsoFor')} <span lang="nl">{terms.join(', ')}</span>.{' '}
      <Link href={paths.search({ ...params, letterlijk: 'ja' })}>{t('search.onlyTyped')}</Link>
    </p>
  );
}

/** Never a dead end. */
function Nothing({ params, isFiltered, go }: { params: SearchParams; isFiltered: boolean; go: (next: SearchParams) => void }) {
  const t = useText();
  const [{ data }] = useQuery({ query: broaderThemes, pause: !params.thema });
  const chosen = (data?.themes ?? []).filter((theme) => params.thema?.includes(theme.slug));
  const above = chosen.flatMap(({ broader: theme }) => (theme ? [theme] : []));
  const broader = above.filter((theme, at) => above.findIndex((one) => one.slug === theme.slug) === at);
  return (
    <EmptyState title={t('search.nothing')}>
      <ul className="bdg-prose">
        {isFiltered && <li>{t('search.nothingFilters')}</li>}
        {broader.map((theme) => (
          <li key={theme.slug}>
            {t('search.nothingBroader')}{' '}
            <Link href={paths.search({ ...params, thema: [theme.slug] })} lang="nl">{theme.label}</Link>
          </li>
        ))}
        <li>{t('search.nothingWords')}</li>
        <li>
          <Link href={paths.newChallenge(params.q)}>{t('search.ask')}</Link> {t('search.nothingAsk')}
        </li>
        <li>
          <Link href={paths.pilots()}>{t('search.toPilots')}</Link>
        </li>
      </ul>
      {isFiltered && <Button onClick={() => go(withoutFilters(params))}>{t('search.clearAll')}</Button>}
    </EmptyState>
  );
}
