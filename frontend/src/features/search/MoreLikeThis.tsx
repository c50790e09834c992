import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { MoreLikeThisQuery } from '../../graphql/generated/graphql.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { pathOf } from '../../routes/paths.ts';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { kinds } from './kinds.ts';
import './search.css';

const moreLikeThis = graphql(`
  query MoreLikeThis($id: ID!) {
    moreLikeThis(id: $id, first: 3) {
      themes { slug label }
      words
      node {
        __typename
        ... on Pilot { id slug title municipality { id name slug } }
        ... on MeetingReport { id slug title }
        ... on WorkshopOutcome { id slug question }
        ... on Challenge { id slug question }
        ... on Meeting { id slug title }
        ... on Person { id displayName }
        ... on Municipality { id slug name }
      }
    }
  }
`);

type Similar = MoreLikeThisQuery['moreLikeThis'][number];

function titleOf(node: Similar['node']): string {
  switch (node.__typename) {
    case 'Pilot':
    case 'MeetingReport':
    case 'Meeting':
      return node.title;
    case 'WorkshopOutcome':
    case 'Challenge':
      return node.question;
    case 'Person':
      return node.displayName;
    case 'Municipality':
      return node.name;
  }
}

/** Words that are shown as a reason. */
const wordsMax = 4;

/** Three things like this one, each with the reasons. Extra: without an answer there is nothing, not an error. */
export function MoreLikeThis({ id }: { id: string }) {
  const t = useText();
  const [{ data }] = useQuery({ query: moreLikeThis, variables: { id } });
  if (!data || data.moreLikeThis.length === 0) return null;
  return (
    <section className="bdg-similar" aria-labelledby="similar" data-print="no">
      <Heading level={2} id="similar">
        {t('search.similar')}
      </Heading>
      <List>
        {data.moreLikeThis.map(({ node, themes, words }) => (
          <ListItem key={node.id}>
            <p className="bdg-overline">
              {t(`kind.${kinds[node.__typename]}`)}
              {node.__typename === 'Pilot' && ` · ${node.municipality.name}`}
            </p>
            <Link href={pathOf(node)} lang="nl">{titleOf(node)}</Link>
            <p className="bdg-soft">
              {themes.length > 0 && (
                <>
                  {t('search.sameThemes')} <span lang="nl">{themes.map(({ label }) => label).join(', ')}</span>.{' '}
                </>
              )}
              {words.length > 0 && (
                <>
                  {t('search.sameWords')} <span lang="nl">{words.slice(0, wordsMax).join(', ')}</span>.
                </>
              )}
            </p>
          </ListItem>
        ))}
      </List>
    </section>
  );
}
