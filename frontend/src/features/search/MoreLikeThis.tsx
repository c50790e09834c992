import { Fragment } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { MoreLikeThisQuery } from '../../graphql/generated/graphql.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { pathOf, paths } from '../../routes/paths.ts';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { VisuallyHidden } from '../../ui/Text.tsx';
import { kinds } from './kinds.ts';
import './search.css';

const moreLikeThis = graphql(`
  query MoreLikeThis($id: ID!, $first: Int!) {
    moreLikeThis(id: $id, first: $first) {
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
        ... on Municipality { id slug name code province }
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

/** Reasons of a sort that are shown. */
const wordsMax = 4;
const themesMax = 5;

/** How it is said, and how many there are, for each sort of page. A profile is about nothing: its themes are what somebody knows about. */
const sorts = {
  thing: { title: 'search.similar', themes: 'search.sameThemes', first: 3 },
  profile: { title: 'search.fitsProfile', themes: 'search.themesInBoth', first: 3 },
  municipality: { title: 'search.peers', themes: 'search.bothWorkOn', first: 5 },
} as const;

type Sort = keyof typeof sorts;

/** Some things like this one, each with the reasons. Extra: without an answer there is nothing, not an error. */
export function MoreLikeThis({ id, sort = 'thing' }: { id: string; sort?: Sort }) {
  const t = useText();
  const { title, themes: themesLabel, first } = sorts[sort];
  const [{ data }] = useQuery({ query: moreLikeThis, variables: { id, first } });
  if (!data || data.moreLikeThis.length === 0) return null;
  return (
    <section className="bdg-similar" aria-labelledby="similar" data-print="no">
      <Heading level={2} id="similar">
        {t(title)}
      </Heading>
      <List>
        {data.moreLikeThis.map(({ node, themes, words }) => (
          <ListItem key={node.id}>
            <p className="bdg-overline">
              {node.__typename === 'Municipality' ? (
                <span lang="nl">{node.province}</span>
              ) : (
                t(`kind.${kinds[node.__typename]}`)
              )}
              {node.__typename === 'Pilot' && ` · ${node.municipality.name}`}
            </p>
            <Link href={pathOf(node)} lang="nl">{titleOf(node)}</Link>
            <p className="bdg-soft">
              {themes.length > 0 && (
                <>
                  {t(themesLabel)} <SharedThemes node={node} themes={themes.slice(0, themesMax)} />.{' '}
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

/**
 * A municipality does something about each theme, which the theme leads to. The same theme may stand under several
 * municipalities; a screen reader also hears under which.
 */
function SharedThemes({ node, themes }: Pick<Similar, 'node' | 'themes'>) {
  const t = useText();
  return themes.map(({ slug, label }, index) => (
    <Fragment key={slug}>
      {index > 0 && ', '}
      {node.__typename === 'Municipality' ? (
        <Link href={paths.search({ gemeente: [node.code], thema: [slug] })}>
          <span lang="nl">{label}</span>
          <VisuallyHidden> {t('search.inMunicipality', { name: node.name })}</VisuallyHidden>
        </Link>
      ) : (
        <span lang="nl">{label}</span>
      )}
    </Fragment>
  ));
}
