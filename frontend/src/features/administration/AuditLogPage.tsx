import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { AuditFilter, AuditKind, AuditLogQuery } from '../../graphql/generated/graphql.ts';
import { type MessageKey, nl } from '../../i18n/messages.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { momentInAmsterdam } from '../../lib/dates.ts';
import { usePaging } from '../../lib/usePaging.ts';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Link } from '../../ui/Link.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { Page } from '../../ui/Page.tsx';
import { Select } from '../../ui/Select.tsx';
import { EmptyState, Loaded } from '../../ui/States.tsx';
import { Table } from '../../ui/Table.tsx';
import { Lead } from '../../ui/Text.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { SignedIn } from '../account/SignedIn.tsx';
import { auditKinds } from './auditKinds.ts';
import type { AuditParams } from './params.ts';
import './administration.css';

const auditLog = graphql(`
  query AuditLog($filter: AuditFilter, $first: Int, $after: String) {
    auditLog(filter: $filter, first: $first, after: $after) {
      totalCount
      edges {
        node {
          id
          at
          kind
          actorId
          actor { id displayName }
          target { id kind }
          municipality { id name slug }
          address
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

type Entry = AuditLogQuery['auditLog']['edges'][number]['node'];

const route = getRouteApi('/beheer/auditlog');

interface PartProps {
  params: AuditParams;
  go: (next: AuditParams) => void;
}

/** What was done that matters to security; for administrators of the network. */
export function AuditLogPage() {
  const t = useText();
  const router = useRouter();
  const params = route.useSearch();
  const go = (next: AuditParams) => router.history.push(paths.auditLog(next));
  return (
    <SignedIn title={t('administration.audit')}>
      {() => (
        <Page title={t('administration.audit')}>
          <Lead>{t('administration.auditIntro')}</Lead>
          <Filters params={params} go={go} />
          <Entries params={params} go={go} />
        </Page>
      )}
    </SignedIn>
  );
}

function Filters({ params, go }: PartProps) {
  const t = useText();
  return (
    <div className="bdg-administration__filters" role="group" aria-label={t('search.filters')} data-print="no">
      <Select
        label={t('administration.auditKind')} value={params.soort ?? ''}
        options={[{ value: '', label: t('administration.auditAll') }, ...auditKinds.map((value) => ({ value, label: t(`audit.${value}`) }))]}
        onChange={(event) => go({ ...params, soort: event.target.value || undefined })}
      />
      <TextField type="date" label={t('administration.auditFrom')} value={params.van ?? ''} onChange={(event) => go({ ...params, van: event.target.value || undefined })} />
      <TextField type="date" label={t('administration.auditUntil')} value={params.tot ?? ''} onChange={(event) => go({ ...params, tot: event.target.value || undefined })} />
    </div>
  );
}

function toFilter({ soort, wie, van, tot }: AuditParams): AuditFilter {
  const kind = auditKinds.find((one) => one === soort);
  const after = tot && momentInAmsterdam(tot, '00:00');
  return {
    kinds: kind && [kind],
    actorId: wie,
    since: van && momentInAmsterdam(van, '00:00'),
    // The last day counts whole.
    until: after && new Date(Date.parse(after) + 86_400_000).toISOString(),
  };
}

function Entries({ params, go }: PartProps) {
  const t = useText();
  const [after, goOn] = usePaging(paths.auditLog(params));
  const filter = useMemo(() => toFilter(params), [params]);
  const [state, again] = useQuery({ query: auditLog, variables: { filter, first: 50, after } });
  return (
    <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ auditLog: log }) => (
        <>
          <div className="bdg-buttons">
            <p className="bdg-soft" role="status">
              {t('administration.auditFound', { count: log.totalCount })}
            </p>
            {/* The server's own: loads a file. */}
            <a className="utrecht-link utrecht-link--html-a" href={paths.auditLogCsv()} download>
              {t('administration.auditCsv')}
            </a>
            {params.wie && <Button look="subtle" onClick={() => go({ ...params, wie: undefined })}>{t('administration.auditEverybody')}</Button>}
          </div>
          {log.edges.length === 0 ? (
            <EmptyState title={t('administration.auditNone')}>
              <Button onClick={() => go({})}>{t('search.clearAll')}</Button>
            </EmptyState>
          ) : (
            <Table
              caption={t('administration.audit')}
              columns={[
                t('administration.auditAt'), t('administration.auditWhat'), t('administration.auditWho'),
                t('administration.auditTarget'), t('administration.auditAddress'),
              ]}
              rows={log.edges.map(({ node }) => [
                <Moment key="at" at={node.at} />,
                t(`audit.${node.kind satisfies AuditKind}`),
                <Who key="who" entry={node} params={params} />,
                <Target key="target" entry={node} />,
                node.address,
              ])}
            />
          )}
          <LoadMore
            shown={log.edges.length}
            total={log.totalCount}
            hasMore={log.pageInfo.hasNextPage}
            isBusy={state.fetching}
            onMore={() => goOn(log.pageInfo.endCursor)}
          />
        </>
      )}
    </Loaded>
  );
}

function Moment({ at }: { at: string }) {
  return (
    <span className="bdg-number">
      <DateTime value={at} form="plain" />, <DateTime value={at} form="time" />
    </span>
  );
}

/** Leads to what else this person did. */
function Who({ entry: { actor, actorId }, params }: { entry: Entry; params: AuditParams }) {
  const t = useText();
  if (actorId === null) return <span className="bdg-soft">{t('administration.auditNobody')}</span>;
  return <Link href={paths.auditLog({ ...params, wie: actorId })}>{actor?.displayName ?? t('administration.auditGone')}</Link>;
}

function Target({ entry: { target, municipality } }: { entry: Entry }) {
  const t = useText();
  const key = `kind.${target?.kind.toUpperCase()}`;
  return (
    <>
      {target && (target.kind === 'person' ? <Link href={paths.person(target.id)}>{t('kind.PERSON')}</Link> : key in nl ? t(key as MessageKey) : target.kind)}
      {municipality && (
        <div className="bdg-soft" lang="nl">
          {municipality.name}
        </div>
      )}
    </>
  );
}
