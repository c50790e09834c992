import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { usePaging } from '../../lib/usePaging.ts';
import { paths } from '../../routes/paths.ts';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { NameSearch } from '../../ui/NameSearch.tsx';
import { EmptyState, Loaded } from '../../ui/States.tsx';
import { Lead } from '../../ui/Text.tsx';
import { Caretaker } from './Caretaker.tsx';

const conceptsQuery = graphql(`
  query Concepts($query: String, $first: Int, $after: String) {
    concepts(query: $query, first: $first, after: $after) {
      totalCount
      edges {
        node {
          id
          prefLabel
          altLabels
          broader { id prefLabel }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const route = getRouteApi('/beheer/begrippen');

/** Which words search takes for the same; for organisers and administrators of the network. */
export function ConceptsPage() {
  const t = useText();
  const router = useRouter();
  const { naam = '' } = route.useSearch();
  return (
    <Caretaker title={t('thesaurus.title')}>
      <Lead>{t('thesaurus.intro')}</Lead>
      <div className="bdg-buttons bdg-thesaurus__tools" data-print="no">
        <Link href={paths.newConcept()} look="primary">{t('thesaurus.new')}</Link>
        <Link href={paths.importConcepts()} look="button">{t('thesaurus.import')}</Link>
      </div>
      <NameSearch
        label={t('thesaurus.search')} value={naam}
        onSearch={(name) => name !== naam && router.history.replace(paths.concepts({ naam: name }))}
      />
      <Concepts name={naam} />
    </Caretaker>
  );
}

function Concepts({ name }: { name: string }) {
  const t = useText();
  const [after, goOn] = usePaging(paths.concepts({ naam: name }));
  const [state, again] = useQuery({ query: conceptsQuery, variables: { query: name || null, first: 50, after } });
  return (
    <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ concepts }) => {
        if (concepts.totalCount === 0) return <Nothing name={name} />;
        return (
          <>
            <p className="bdg-soft" role="status">{t('thesaurus.found', { count: concepts.totalCount })}</p>
            <List label={t('thesaurus.title')}>
              {concepts.edges.map(({ node }) => (
                <ListItem key={node.id}>
                  <div className="bdg-thesaurus__line" lang="nl">
                    <Link href={paths.concept(node.id)}>{node.prefLabel}</Link>
                    {node.altLabels.length > 0 && <span>{node.altLabels.join(' · ')}</span>}
                    {node.broader.length > 0 && (
                      <span className="bdg-soft">{t('thesaurus.partOf', { labels: node.broader.map((one) => one.prefLabel).join(', ') })}</span>
                    )}
                  </div>
                </ListItem>
              ))}
            </List>
            <LoadMore
              shown={concepts.edges.length} total={concepts.totalCount} hasMore={concepts.pageInfo.hasNextPage}
              isBusy={state.fetching} onMore={() => goOn(concepts.pageInfo.endCursor)}
            />
            <p className="bdg-measure" data-print="no">
              {t('thesaurus.download')}{' '}
              {/* The server's own: loads a file. */}
              <a className="utrecht-link utrecht-link--html-a" href={paths.conceptsFile('ttl')} download>SKOS (Turtle)</a>
              {' · '}
              <a className="utrecht-link utrecht-link--html-a" href={paths.conceptsFile('csv')} download>CSV</a>
            </p>
          </>
        );
      }}
    </Loaded>
  );
}

function Nothing({ name }: { name: string }) {
  const t = useText();
  if (name) {
    return (
      <EmptyState title={t('thesaurus.noneFound')}>
        <Link href={paths.newConcept(name)}>{t('thesaurus.newOf', { label: name })}</Link>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={t('thesaurus.none')}>
      <p className="bdg-measure">{t('thesaurus.noneText')}</p>
      <Link href={paths.importConcepts(true)} look="button">{t('thesaurus.begin')}</Link>
    </EmptyState>
  );
}
