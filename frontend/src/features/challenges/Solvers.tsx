import { useRouterState } from '@tanstack/react-router';
import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { AsideList } from '../../ui/Article.tsx';
import { Link } from '../../ui/Link.tsx';
import { MoreOf } from '../../ui/MoreOf.tsx';
import { PersonLine } from '../people/PersonLine.tsx';

const challengeSolvers = graphql(`
  fragment ChallengeSolvers on Challenge {
    id
    solvers(first: 10) {
      totalCount
      edges {
        node {
          id
          ...PersonLine
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const moreSolvers = graphql(`
  query MoreSolvers($id: ID!, $after: String!) {
    node(id: $id) {
      __typename
      id
      ... on Challenge {
        solvers(first: 10, after: $after) {
          totalCount
          edges { node { id ...PersonLine } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`);

/** Who solved it and wants to be found. Without an account the API tells nobody, so the page says why it is empty. */
export function Solvers({ challenge }: { challenge: FragmentType<typeof challengeSolvers> }) {
  const t = useText();
  const { viewer, isLoading } = useSession();
  const here = useRouterState({ select: (state) => state.location.href });
  const { id, solvers } = readFragment(challengeSolvers, challenge);
  if (!viewer) {
    return (
      <AsideList title={t('challenges.solvers')} isShown={!isLoading}>
        <li>
          <Link href={paths.signIn(here)}>{t('challenges.solversSignIn')}</Link>
        </li>
      </AsideList>
    );
  }
  return (
    <AsideList title={t('challenges.solvers')} isShown>
      {solvers.edges.length === 0 && <li className="bdg-soft">{t('challenges.noSolvers')}</li>}
      {solvers.edges.map(({ node }) => (
        <li key={node.id}>
          <PersonLine person={node} />
        </li>
      ))}
      {solvers.pageInfo.hasNextPage && (
        <li>
          <MoreOf list={solvers} query={moreSolvers} id={id} />
        </li>
      )}
    </AsideList>
  );
}
