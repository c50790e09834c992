import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { useViewer } from '../../graphql/SessionProvider.tsx';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { usePaging } from '../../lib/usePaging.ts';
import { paths } from '../../routes/paths.ts';
import { domainWords, stageWords } from '../../routes/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { Page } from '../../ui/Page.tsx';
import { Select } from '../../ui/Select.tsx';
import { EmptyState, Loaded } from '../../ui/States.tsx';
import { Chip } from '../../ui/Tag.tsx';
import { Lead } from '../../ui/Text.tsx';
import { type PilotsParams, orderWords, toPilotFilter, toPilotOrder } from './params.ts';
import { PilotCard } from './PilotCard.tsx';

const pilotsQuery = graphql(`
  query Pilots($filter: PilotFilter, $orderBy: PilotOrder, $first: Int, $after: String) {
    pilots(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      edges {
        node {
          id
          ...PilotCard
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

const pilotThemes = graphql(`
  query PilotThemes {
    themes {
      slug
      label
      pilotCount
    }
  }
`);

const pilotsMunicipality = graphql(`
  query PilotsMunicipality($code: String!) {
    municipality(code: $code) {
      id
      name
    }
  }
`);

const route = getRouteApi('/pilots');

export function PilotsPage() {
  const t = useText();
  const router = useRouter();
  const viewer = useViewer();
  const params = route.useSearch();
  const go = (next: PilotsParams) => router.history.push(paths.pilots(next));
  return (
    <Page title={t('pilots.title')}>
      <Lead>{t('pilots.intro')}</Lead>
      {viewer && (
        <p className="bdg-pilots__new" data-print="no">
          <Link href={paths.newPilot()} look="primary">
            {t('shell.writePilot')}
          </Link>
        </p>
      )}
      <Filters params={params} go={go} />
      {params.gemeente && <OfMunicipality code={params.gemeente} onRemove={() => go({ ...params, gemeente: undefined })} />}
      <Pilots params={params} go={go} />
    </Page>
  );
}

interface PartProps {
  params: PilotsParams;
  go: (next: PilotsParams) => void;
}

function Filters({ params, go }: PartProps) {
  const t = useText();
  const [{ data }] = useQuery({ query: pilotThemes });
  const themes = (data?.themes ?? []).filter((theme) => theme.pilotCount > 0 || params.thema?.includes(theme.slug));
  const all = { value: '', label: t('pilots.all') };
  return (
    <div className="bdg-pilots__filters" role="group" aria-label={t('search.filters')} data-print="no">
      <Select
        label={t('search.by.THEME')}
        value={params.thema?.[0] ?? ''}
        options={[all, ...themes.map(({ slug, label }) => ({ value: slug, label }))]}
        onChange={(event) => go({ ...params, thema: list(event.target.value) })}
      />
      <Select
        label={t('search.by.STAGE')}
        value={params.fase?.[0] ?? ''}
        options={[all, ...stages.map((stage) => ({ value: stageWords[stage], label: t(`stage.${stage}`) }))]}
        onChange={(event) => go({ ...params, fase: list(event.target.value) })}
      />
      <Select
        label={t('search.by.DOMAIN')}
        value={params.domein?.[0] ?? ''}
        options={[all, ...domains.map((domain) => ({ value: domainWords[domain], label: t(`domain.${domain}`) }))]}
        onChange={(event) => go({ ...params, domein: list(event.target.value) })}
      />
      <Select
        label={t('pilots.order')}
        value={params.volgorde ?? orderWords.RECENTLY_UPDATED}
        options={orders.map((order) => ({ value: orderWords[order], label: t(`pilots.order.${order}`) }))}
        onChange={(event) => {
          const word = event.target.value;
          go({ ...params, volgorde: word === orderWords.RECENTLY_UPDATED ? undefined : word });
        }}
      />
    </div>
  );
}

/** A link elsewhere can narrow the list to one municipality; this says so and takes it away again. */
function OfMunicipality({ code, onRemove }: { code: string; onRemove: () => void }) {
  const t = useText();
  const [{ data }] = useQuery({ query: pilotsMunicipality, variables: { code } });
  const name = data?.municipality?.name ?? code;
  return (
    <p className="bdg-tags" data-print="no">
      <Chip label={t('search.remove', { label: name })} onRemove={onRemove}>
        {name}
      </Chip>
    </p>
  );
}

const list = (value: string) => (value ? [value] : undefined);
const stages = ['IDEA', 'EXPLORATION', 'EXPERIMENT', 'EVALUATION', 'SCALING', 'PRODUCTION', 'STOPPED'] as const;
const domains = ['POLICY', 'COLLABORATION', 'SOCIETY'] as const;
const orders = ['RECENTLY_UPDATED', 'RECENTLY_PUBLISHED', 'TITLE'] as const;

function Pilots({ params, go }: PartProps) {
  const t = useText();
  const [after, goOn] = usePaging(paths.pilots(params));
  const filter = useMemo(() => toPilotFilter(params), [params]);
  const variables = { filter, orderBy: toPilotOrder(params), first: 20, after };
  const [state, again] = useQuery({ query: pilotsQuery, variables });
  return (
    <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ pilots }) =>
        pilots.edges.length === 0 ? (
          <EmptyState title={t('pilots.none')}>
            <p>{t('pilots.noneText')}</p>
            <Button onClick={() => go({})}>{t('search.clearAll')}</Button>
          </EmptyState>
        ) : (
          <>
            <p className="bdg-soft bdg-pilots__count" role="status">
              {t('pilots.found', { count: pilots.totalCount })}
            </p>
            <List>
              {pilots.edges.map(({ node }) => (
                <ListItem key={node.id}>
                  <PilotCard pilot={node} />
                </ListItem>
              ))}
            </List>
            <LoadMore
              shown={pilots.edges.length}
              total={pilots.totalCount}
              hasMore={pilots.pageInfo.hasNextPage}
              isBusy={state.fetching}
              onMore={() => goOn(pilots.pageInfo.endCursor)}
            />
          </>
        )
      }
    </Loaded>
  );
}
