import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { NotFoundPage } from '../../shell/NotFoundPage.tsx';
import { Loaded } from '../../ui/States.tsx';
import { History, usePages } from './History.tsx';

const historyOf = graphql(`
  query History($slug: String!, $after: String, $isPilot: Boolean!) {
    pilot(slug: $slug) @include(if: $isPilot) {
      id
      slug
      title
      revision
      revisions(first: 20, after: $after) {
        totalCount
        edges { node { ...Version } }
        pageInfo { hasNextPage endCursor }
      }
    }
    report(slug: $slug) @skip(if: $isPilot) {
      id
      slug
      title
      revision
      revisions(first: 20, after: $after) {
        totalCount
        edges { node { ...Version } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

const restore = graphql(`
  mutation Restore($input: RestoreInput!, $isPilot: Boolean!) {
    restorePilot(input: $input) @include(if: $isPilot) {
      pilot { id slug title revision }
      userErrors { path code message }
    }
    restoreReport(input: $input) @skip(if: $isPilot) {
      report { id slug title revision }
      userErrors { path code message }
    }
  }
`);

const pilotRoute = getRouteApi('/pilots/$slug/geschiedenis');
const reportRoute = getRouteApi('/verslagen/$slug/geschiedenis');

export function PilotHistoryPage() {
  return <HistoryPage isPilot slug={pilotRoute.useParams().slug} />;
}

export function ReportHistoryPage() {
  return <HistoryPage isPilot={false} slug={reportRoute.useParams().slug} />;
}

interface ThingProps {
  isPilot: boolean;
  slug: string;
}

function HistoryPage(thing: ThingProps) {
  // Another number: the list is asked for again from its beginning.
  const [round, setRound] = useState(0);
  const [done, setDone] = useState<number | null>(null);
  return <VersionsOf key={round} {...thing} done={done} onRestored={(revision) => { setDone(revision); setRound(round + 1); }} />;
}

interface VersionsOfProps extends ThingProps {
  done: number | null;
  onRestored: (revision: number | null) => void;
}

function VersionsOf({ isPilot, slug, done, onRestored }: VersionsOfProps) {
  const t = useText();
  const pages = usePages();
  const variables = { slug, isPilot, after: pages.after };
  const [state, again] = useQuery({ query: historyOf, variables, requestPolicy: 'network-only' });
  const [{ fetching, data, error }, run] = useMutation(restore);
  const shown = state.data?.pilot ?? state.data?.report;
  const versions = pages.joined(shown?.revisions ?? null);
  const shelf = isPilot ? { label: t('shell.pilots'), href: paths.pilots() } : { label: t('shell.meetings'), href: paths.meetings() };
  const path = isPilot ? paths.pilot : paths.report;

  async function putBack(id: string, revision: number, to: number) {
    const answer = await run({ input: { id, revision, to }, isPilot });
    if (answer.data?.restorePilot?.pilot ?? answer.data?.restoreReport?.report) onRestored(to);
    // What it says now must be seen before anything is put in its place.
    else if (answer.error?.graphQLErrors[0]?.extensions?.code === 'CONFLICT') again({ requestPolicy: 'network-only' });
  }

  return (
    <Loaded isPage state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {() =>
        shown ? (
          <History
            crumbs={[shelf, { label: shown.title, href: path(shown.slug) }]}
            overline={shown.title} list={shown.revisions} versions={versions} present={shown.revision} done={done}
            isBusy={fetching || state.fetching} error={error}
            errors={(data?.restorePilot ?? data?.restoreReport)?.userErrors ?? []}
            onMore={pages.goOn} onRestore={(to) => void putBack(shown.id, shown.revision, to)}
          />
        ) : (
          <NotFoundPage />
        )
      }
    </Loaded>
  );
}
