import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { useViewer } from '../../graphql/SessionProvider.tsx';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { usePaging } from '../../lib/usePaging.ts';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { Page } from '../../ui/Page.tsx';
import { Select } from '../../ui/Select.tsx';
import { EmptyState, Loaded } from '../../ui/States.tsx';
import { Lead } from '../../ui/Text.tsx';
import { ChallengeCard } from './ChallengeCard.tsx';
import { type ChallengesParams, toChallengeFilter } from './params.ts';

const challengesQuery = graphql(`
  query Challenges($filter: ChallengeFilter, $first: Int, $after: String) {
    challenges(filter: $filter, first: $first, after: $after) {
      totalCount
      edges {
        node {
          id
          ...ChallengeCard
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

const challengeThemes = graphql(`
  query ChallengeThemes {
    themes {
      slug
      label
    }
  }
`);

const route = getRouteApi('/vraagstukken');

interface PartProps {
  params: ChallengesParams;
  go: (next: ChallengesParams) => void;
}

export function ChallengesPage() {
  const t = useText();
  const router = useRouter();
  const params = route.useSearch();
  const go = (next: ChallengesParams) => router.history.push(paths.challenges(next));
  return (
    <Page title={t('challenges.title')}>
      <Lead>{t('challenges.intro')}</Lead>
      <p className="bdg-challenges__ask" data-print="no">
        <Link href={paths.newChallenge()} look="button">
          {t('shell.writeChallenge')}
        </Link>
      </p>
      <Filters params={params} go={go} />
      <Challenges params={params} go={go} />
    </Page>
  );
}

function Filters({ params, go }: PartProps) {
  const t = useText();
  const viewer = useViewer();
  const [{ data }] = useQuery({ query: challengeThemes });
  const themes = data?.themes ?? [];
  return (
    <div className="bdg-challenges__filters" role="group" aria-label={t('search.filters')} data-print="no">
      <Select
        label={t('search.by.THEME')}
        value={params.thema?.[0] ?? ''}
        options={[
          { value: '', label: t('challenges.allThemes') },
          ...themes.map(({ slug, label }) => ({ value: slug, label })),
        ]}
        onChange={(event) => go({ ...params, thema: event.target.value ? [event.target.value] : undefined })}
      />
      {viewer && (
        <Checkbox
          label={t('challenges.onlyMine')}
          checked={params.van === 'mij'}
          onChange={(event) => go({ ...params, van: event.target.checked ? 'mij' : undefined })}
        />
      )}
    </div>
  );
}

function Challenges({ params, go }: PartProps) {
  const t = useText();
  const [after, goOn] = usePaging(paths.challenges(params));
  const filter = useMemo(() => toChallengeFilter(params), [params]);
  const [state, again] = useQuery({ query: challengesQuery, variables: { filter, first: 20, after } });
  return (
    <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ challenges }) =>
        challenges.edges.length === 0 ? (
          <EmptyState title={t('challenges.none')}>
            <p>{t('challenges.noneText')}</p>
            <Button onClick={() => go({})}>{t('search.clearAll')}</Button>
          </EmptyState>
        ) : (
          <>
            <p className="bdg-soft" role="status">
              {t('challenges.found', { count: challenges.totalCount })}
            </p>
            <List>
              {challenges.edges.map(({ node }) => (
                <ListItem key={node.id}>
                  <ChallengeCard challenge={node} />
                </ListItem>
              ))}
            </List>
            <LoadMore
              shown={challenges.edges.length}
              total={challenges.totalCount}
              hasMore={challenges.pageInfo.hasNextPage}
              isBusy={state.fetching}
              onMore={() => goOn(challenges.pageInfo.endCursor)}
            />
          </>
        )
      }
    </Loaded>
  );
}
