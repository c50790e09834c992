import { useRouterState } from '@tanstack/react-router';
import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { AsideList } from '../../ui/Article.tsx';
import { Link } from '../../ui/Link.tsx';
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
    }
  }
`);

/** Who solved it and wants to be found. Without an account the API tells nobody, so the page says why it is empty. */
export function Solvers({ challenge }: { challenge: FragmentType<typeof challengeSolvers> }) {
  const t = useText();
  const { viewer, isLoading } = useSession();
  const here = useRouterState({ select: (state) => state.location.href });
  const { solvers } = readFragment(challengeSolvers, challenge);
  const more = solvers.totalCount - solvers.edges.length;
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
      {more > 0 && <li className="bdg-soft">{t('challenges.moreSolvers', { count: more })}</li>}
    </AsideList>
  );
}
