import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useRef } from 'react';
import { useQuery } from 'urql';
import type { Viewer } from '../../graphql/SessionProvider.tsx';
import { graphql } from '../../graphql/generated/index.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { usePaging } from '../../lib/usePaging.ts';
import { paths } from '../../routes/paths.ts';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { Page } from '../../ui/Page.tsx';
import { Select } from '../../ui/Select.tsx';
import { EmptyState, ErrorState, Loaded } from '../../ui/States.tsx';
import { Lead } from '../../ui/Text.tsx';
import { SignedIn } from '../account/SignedIn.tsx';
import { SearchGap } from './SearchGap.tsx';
import { type SearchGapParams, toVariables } from './params.ts';
import { seesSearchGaps } from './seesSearchGaps.ts';
import '../mine/mine.css';
import './search-terms.css';

const searchGaps = graphql(`
  query SearchGaps($kind: SearchGapKind!, $period: SearchGapPeriod!, $isHandled: Boolean!, $first: Int, $after: String) {
    searchGaps(kind: $kind, period: $period, isHandled: $isHandled, first: $first, after: $after) {
      totalCount
      edges {
        node {
          id
          ...SearchGapLine
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const route = getRouteApi('/beheer/zoekvragen');

/** What people search for in vain; for editors, organisers and administrators. */
export function SearchGapsPage() {
  const t = useText();
  const title = t('searchTerms.title');
  return (
    <SignedIn title={title}>
      {(viewer) => (
        <Page title={title} overline={t('administration.title')}>
          {seesSearchGaps(viewer) ? <Present viewer={viewer} /> : <ErrorState problem={{ kind: 'forbidden' }} />}
        </Page>
      )}
    </SignedIn>
  );
}

function Present({ viewer }: { viewer: Viewer }) {
  const t = useText();
  const router = useRouter();
  const params = route.useSearch();
  const go = (next: SearchGapParams) => router.history.push(paths.searchGaps(next));
  const kinds = [
    { label: t('searchTerms.withoutResult'), soort: undefined },
    { label: t('searchTerms.withoutClick'), soort: 'niet-geopend' },
  ] as const;
  return (
    <>
      <Lead>{t('searchTerms.intro')}</Lead>
      <p className="bdg-soft bdg-measure bdg-search-terms__note">{t('searchTerms.privacy')}</p>
      <nav className="bdg-subnav" aria-label={t('searchTerms.kind')} data-print="no">
        <ul>
          {kinds.map(({ label, soort }) => (
            <li key={label}>
              <Link href={paths.searchGaps({ ...params, soort })} look="plain" aria-current={params.soort === soort ? 'page' : undefined}>
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="bdg-search-terms__filters" role="group" aria-label={t('search.filters')} data-print="no">
        <Select
          label={t('searchTerms.period')} value={params.periode ?? ''}
          options={[
            { value: 'maand', label: t('searchTerms.month') },
            { value: '', label: t('searchTerms.quarter') },
            { value: 'jaar', label: t('searchTerms.year') },
          ]}
          onChange={({ target }) => go({ ...params, periode: target.value === 'maand' || target.value === 'jaar' ? target.value : undefined })}
        />
        <Select
          label={t('searchTerms.show')} value={params.toon ?? ''}
          options={[{ value: '', label: t('searchTerms.open') }, { value: 'afgehandeld', label: t('searchTerms.handled') }]}
          onChange={({ target }) => go({ ...params, toon: target.value === 'afgehandeld' ? 'afgehandeld' : undefined })}
        />
      </div>
      <Gaps params={params} isCaretaker={viewer.role !== 'MEMBER'} />
    </>
  );
}

function Gaps({ params, isCaretaker }: { params: SearchGapParams; isCaretaker: boolean }) {
  const t = useText();
  const count = useRef<HTMLParagraphElement>(null);
  const [after, goOn] = usePaging(paths.searchGaps(params));
  const [state, again] = useQuery({ query: searchGaps, variables: { ...toVariables(params), first: 20, after } });
  const isHandled = params.toon === 'afgehandeld';
  return (
    <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ searchGaps: gaps }) => (
        <>
          <p className="bdg-soft" role="status" tabIndex={-1} ref={count}>
            {t('searchTerms.found', { count: gaps.totalCount })}
          </p>
          {gaps.edges.length === 0 ? (
            <EmptyState title={isHandled ? t('searchTerms.noneHandled') : t('searchTerms.none')}>
              <p className="bdg-measure">{isHandled ? t('searchTerms.noneHandledText') : t('searchTerms.noneText')}</p>
            </EmptyState>
          ) : (
            <List label={t('searchTerms.title')}>
              {gaps.edges.map(({ node }) => (
                <ListItem key={node.id}>
                  {/* Its line goes, and with it the button that had the focus. */}
                  <SearchGap gap={node} isCaretaker={isCaretaker} onMoved={() => count.current?.focus()} />
                </ListItem>
              ))}
            </List>
          )}
          <LoadMore
            shown={gaps.edges.length} total={gaps.totalCount} hasMore={gaps.pageInfo.hasNextPage}
            isBusy={state.fetching} onMore={() => goOn(gaps.pageInfo.endCursor)}
          />
        </>
      )}
    </Loaded>
  );
}
