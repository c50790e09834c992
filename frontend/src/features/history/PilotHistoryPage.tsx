import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { NotFoundPage } from '../../shell/NotFoundPage.tsx';
import { Loaded } from '../../ui/States.tsx';
import { History, usePages } from './History.tsx';

const pilotHistory = graphql(`
  query PilotHistory($slug: String!, $after: String) {
    pilot(slug: $slug) {
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

const restorePilot = graphql(`
  mutation RestorePilot($input: RestoreInput!) {
    restorePilot(input: $input) {
      pilot { id slug title revision }
      userErrors { path code message }
    }
  }
`);

const route = getRouteApi('/pilots/$slug/geschiedenis');

export function PilotHistoryPage() {
  const { slug } = route.useParams();
  // Another number: the list is asked for again from its beginning.
  const [round, setRound] = useState(0);
  const [done, setDone] = useState<number | null>(null);
  return <PilotVersions key={round} slug={slug} done={done} onRestored={(revision) => { setDone(revision); setRound(round + 1); }} />;
}

interface PilotVersionsProps {
  slug: string;
  done: number | null;
  onRestored: (revision: number | null) => void;
}

function PilotVersions({ slug, done, onRestored }: PilotVersionsProps) {
  const t = useText();
  const pages = usePages();
  const [state, again] = useQuery({ query: pilotHistory, variables: { slug, after: pages.after }, requestPolicy: 'network-only' });
  const [{ fetching, data, error }, run] = useMutation(restorePilot);
  const versions = pages.joined(state.data?.pilot?.revisions ?? null);

  async function restore(id: string, revision: number, to: number) {
    const answer = await run({ input: { id, revision, to } });
    if (answer.data?.restorePilot.pilot) onRestored(to);
    // What it says now must be seen before anything is put in its place.
    else if (answer.error?.graphQLErrors[0]?.extensions?.code === 'CONFLICT') again({ requestPolicy: 'network-only' });
  }

  return (
    <Loaded isPage state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ pilot }) =>
        pilot ? (
          <History
            crumbs={[{ label: t('shell.pilots'), href: paths.pilots() }, { label: pilot.title, href: paths.pilot(pilot.slug) }]}
            overline={pilot.title} list={pilot.revisions} versions={versions} present={pilot.revision} done={done}
            isBusy={fetching || state.fetching} error={error} errors={data?.restorePilot.userErrors ?? []}
            onMore={pages.goOn} onRestore={(to) => void restore(pilot.id, pilot.revision, to)}
          />
        ) : (
          <NotFoundPage />
        )
      }
    </Loaded>
  );
}
