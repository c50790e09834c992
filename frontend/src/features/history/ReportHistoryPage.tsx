import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { NotFoundPage } from '../../shell/NotFoundPage.tsx';
import { Loaded } from '../../ui/States.tsx';
import { History, usePages } from './History.tsx';

const reportHistory = graphql(`
  query ReportHistory($slug: String!, $after: String) {
    report(slug: $slug) {
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

const restoreReport = graphql(`
  mutation RestoreReport($input: RestoreInput!) {
    restoreReport(input: $input) {
      report { id slug title revision }
      userErrors { path code message }
    }
  }
`);

const route = getRouteApi('/verslagen/$slug/geschiedenis');

export function ReportHistoryPage() {
  const { slug } = route.useParams();
  // Another number: the list is asked for again from its beginning.
  const [round, setRound] = useState(0);
  const [done, setDone] = useState<number | null>(null);
  return <ReportVersions key={round} slug={slug} done={done} onRestored={(revision) => { setDone(revision); setRound(round + 1); }} />;
}

interface ReportVersionsProps {
  slug: string;
  done: number | null;
  onRestored: (revision: number | null) => void;
}

function ReportVersions({ slug, done, onRestored }: ReportVersionsProps) {
  const t = useText();
  const pages = usePages();
  const [state, again] = useQuery({ query: reportHistory, variables: { slug, after: pages.after }, requestPolicy: 'network-only' });
  const [{ fetching, data, error }, run] = useMutation(restoreReport);
  const versions = pages.joined(state.data?.report?.revisions ?? null);

  async function restore(id: string, revision: number, to: number) {
    const answer = await run({ input: { id, revision, to } });
    if (answer.data?.restoreReport.report) onRestored(to);
    // What it says now must be seen before anything is put in its place.
    else if (answer.error?.graphQLErrors[0]?.extensions?.code === 'CONFLICT') again({ requestPolicy: 'network-only' });
  }

  return (
    <Loaded isPage state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ report }) =>
        report ? (
          <History
            crumbs={[{ label: t('shell.meetings'), href: paths.meetings() }, { label: report.title, href: paths.report(report.slug) }]}
            overline={report.title} list={report.revisions} versions={versions} present={report.revision} done={done}
            isBusy={fetching || state.fetching} error={error} errors={data?.restoreReport.userErrors ?? []}
            onMore={pages.goOn} onRestore={(to) => void restore(report.id, report.revision, to)}
          />
        ) : (
          <NotFoundPage />
        )
      }
    </Loaded>
  );
}
