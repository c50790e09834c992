import { getRouteApi, useRouter, useRouterState } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { usePaging } from '../../lib/usePaging.ts';
import { paths } from '../../routes/paths.ts';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { NameSearch } from '../../ui/NameSearch.tsx';
import { Page } from '../../ui/Page.tsx';
import { EmptyState, Loaded } from '../../ui/States.tsx';
import { Tag, Tags } from '../../ui/Tag.tsx';
import { Lead } from '../../ui/Text.tsx';
import { PersonLine } from './PersonLine.tsx';
import './people.css';

const peopleQuery = graphql(`
  query People($query: String, $first: Int, $after: String) {
    people(query: $query, first: $first, after: $after) {
      totalCount
      edges {
        node {
          id
          ...PersonLine
          themes {
            slug
            label
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

const route = getRouteApi('/mensen');

export function PeoplePage() {
  const t = useText();
  const router = useRouter();
  const { viewer, isLoading } = useSession();
  const here = useRouterState({ select: (state) => state.location.href });
  const { naam = '' } = route.useSearch();
  return (
    <Page title={t('people.title')}>
      <Lead>{t('people.intro')}</Lead>
      {!viewer && !isLoading && (
        <p className="bdg-people__sign-in">
          {t('people.onlyPublic')} <Link href={paths.signIn(here)}>{t('people.signIn')}</Link>
        </p>
      )}
      <NameSearch
        label={t('people.search')}
        value={naam}
        onSearch={(name) => name !== naam && router.history.replace(paths.people({ naam: name }))}
      />
      <People name={naam} />
    </Page>
  );
}

function People({ name }: { name: string }) {
  const t = useText();
  const [after, goOn] = usePaging(paths.people({ naam: name }));
  const [state, again] = useQuery({ query: peopleQuery, variables: { query: name || undefined, first: 20, after } });
  return (
    <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ people }) =>
        people.edges.length === 0 ? (
          <EmptyState title={name ? t('people.noneNamed', { name }) : t('people.none')}>
            <p>{t('people.noneText')}</p>
          </EmptyState>
        ) : (
          <>
            <p className="bdg-soft" role="status">
              {t('people.found', { count: people.totalCount })}
            </p>
            <List>
              {people.edges.map(({ node }) => (
                <ListItem key={node.id}>
                  <div className="bdg-people__line">
                    <div>
                      <PersonLine person={node} />
                    </div>
                    {node.themes.length > 0 && (
                      <Tags>
                        {node.themes.map((theme) => (
                          <Tag key={theme.slug}>{theme.label}</Tag>
                        ))}
                      </Tags>
                    )}
                  </div>
                </ListItem>
              ))}
            </List>
            <LoadMore
              shown={people.edges.length}
              total={people.totalCount}
              hasMore={people.pageInfo.hasNextPage}
              isBusy={state.fetching}
              onMore={() => goOn(people.pageInfo.endCursor)}
            />
          </>
        )
      }
    </Loaded>
  );
}
