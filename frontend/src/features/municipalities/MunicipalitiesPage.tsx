import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { MunicipalitiesQuery } from '../../graphql/generated/graphql.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { usePaging } from '../../lib/usePaging.ts';
import { paths } from '../../routes/paths.ts';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { NameSearch } from '../../ui/NameSearch.tsx';
import { Page } from '../../ui/Page.tsx';
import { EmptyState, Loaded } from '../../ui/States.tsx';
import { Lead } from '../../ui/Text.tsx';
import { byLetter } from './letters.ts';
import './municipalities.css';

const municipalitiesQuery = graphql(`
  query Municipalities($query: String, $first: Int, $after: String) {
    municipalities(query: $query, first: $first, after: $after) {
      totalCount
      edges {
        node {
          id
          name
          slug
          province
          isFormer
          pilots(first: 0) {
            totalCount
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

type Municipality = MunicipalitiesQuery['municipalities']['edges'][number]['node'];

const route = getRouteApi('/gemeenten');

export function MunicipalitiesPage() {
  const t = useText();
  const router = useRouter();
  const { naam = '' } = route.useSearch();
  return (
    <Page title={t('municipalities.title')}>
      <Lead>{t('municipalities.intro')}</Lead>
      <NameSearch
        label={t('municipalities.search')}
        help={t('municipalities.searchHelp')}
        value={naam}
        onSearch={(name) => name !== naam && router.history.replace(paths.municipalities({ naam: name }))}
      />
      <Municipalities name={naam} />
    </Page>
  );
}

function Municipalities({ name }: { name: string }) {
  const t = useText();
  const [after, goOn] = usePaging(paths.municipalities({ naam: name }));
  const variables = { query: name || undefined, first: 100, after };
  const [state, again] = useQuery({ query: municipalitiesQuery, variables });
  return (
    <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ municipalities }) =>
        municipalities.edges.length === 0 ? (
          <EmptyState title={t('municipalities.none', { name })}>
            <p>{t('municipalities.noneText')}</p>
          </EmptyState>
        ) : (
          <>
            <p className="bdg-soft" role="status">
              {t('municipalities.found', { count: municipalities.totalCount })}
            </p>
            <div className="bdg-letters">
              {byLetter(municipalities.edges.map(({ node }) => node)).map(({ letter, items }) => (
                <section key={items[0]?.id} aria-label={letter}>
                  <Heading level={2} size={3}>
                    {letter}
                  </Heading>
                  <ul>
                    {items.map((municipality) => (
                      <li key={municipality.id}>
                        <Line municipality={municipality} />
                      </li>
                    ))}
                  </ul>
                </section>
              ))}
            </div>
            <LoadMore
              shown={municipalities.edges.length}
              total={municipalities.totalCount}
              hasMore={municipalities.pageInfo.hasNextPage}
              isBusy={state.fetching}
              onMore={() => goOn(municipalities.pageInfo.endCursor)}
            />
          </>
        )
      }
    </Loaded>
  );
}

function Line({ municipality: { name, slug, province, isFormer, pilots } }: { municipality: Municipality }) {
  const t = useText();
  const facts = [
    province,
    isFormer && t('municipalities.former'),
    pilots.totalCount > 0 && t('pilots.found', { count: pilots.totalCount }),
  ];
  return (
    <>
      <Link href={paths.municipality(slug)} lang="nl">
        {name}
      </Link>
      <div className="bdg-soft">{facts.filter(Boolean).join(' · ')}</div>
    </>
  );
}
