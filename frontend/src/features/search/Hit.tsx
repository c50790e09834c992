import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import type { SearchResultFragment } from '../../graphql/generated/graphql.ts';
import { useLanguage, useText } from '../../i18n/LanguageProvider.tsx';
import { plainDate } from '../../lib/dates.ts';
import { pathOf } from '../../routes/paths.ts';
import { Heading } from '../../ui/Heading.tsx';
import { Highlighted } from '../../ui/Html.tsx';
import { Link } from '../../ui/Link.tsx';
import { Explanation } from './Explanation.tsx';
import { kinds } from './kinds.ts';

const searchResult = graphql(`
  fragment SearchResult on SearchEdge {
    highlights {
      field
      html
    }
    explanation @include(if: $explain) { ...Explained }
    node {
      __typename
      ... on Pilot { id slug title summary stage municipality { id name slug } }
      ... on MeetingReport { id slug title summary }
      ... on WorkshopOutcome { id slug question conclusion }
      ... on Challenge { id slug question }
      ... on Meeting { id slug title startsAt }
      ... on Person { id displayName jobTitle municipality { id name slug } }
      ... on Municipality { id slug name province }
    }
  }
`);

type Node = SearchResultFragment['node'];

function titleOf(node: Node): string {
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

function textOf(node: Node): string | null {
  switch (node.__typename) {
    case 'Pilot':
    case 'MeetingReport':
      return node.summary;
    case 'WorkshopOutcome':
      return node.conclusion;
    case 'Person':
      return node.jobTitle ?? null;
    case 'Challenge':
    case 'Meeting':
    case 'Municipality':
      return null;
  }
}

/** What a result that says none of the words itself was found by. */
const nameFields = { themes: 'search.by.THEME', people: 'search.byPeople', municipality: 'search.by.MUNICIPALITY' } as const;

function isName(field: string): field is keyof typeof nameFields {
  return field in nameFields;
}

const titleFields = new Set(['title', 'question', 'displayName', 'name']);

/** One result: what it is, its title, whose, and two lines with what matched. */
export function Hit({ edge, onOpen }: { edge: FragmentType<typeof searchResult>; onOpen?: () => void }) {
  const t = useText();
  const { language } = useLanguage();
  const { node, highlights, explanation } = readFragment(searchResult, edge);
  const about: string[] = [t(`kind.${kinds[node.__typename]}`)];
  if (node.__typename === 'Pilot') about.push(node.municipality.name, t(`stage.${node.stage}`));
  if (node.__typename === 'Person') about.push(node.municipality.name);
  if (node.__typename === 'Municipality') about.push(node.province);
  if (node.__typename === 'Meeting') about.push(plainDate(node.startsAt, language));
  const title = highlights.find((one) => titleFields.has(one.field));
  const excerpts = highlights.filter((one) => !titleFields.has(one.field)).slice(0, 2);
  const text = textOf(node);
  return (
    <article className="bdg-hit">
      <p className="bdg-overline">
        {about.join(' · ')}
      </p>
      <Heading level={2} size={3}>
        <Link href={pathOf(node)} lang="nl" onClick={onOpen}>{title ? <Highlighted html={title.html} /> : titleOf(node)}</Link>
      </Heading>
      {excerpts.length > 0
        ? excerpts.map((one) => (
            <p key={one.field} className="bdg-hit__text" lang={isName(one.field) ? undefined : 'nl'}>
              {isName(one.field) && `${t(nameFields[one.field])}: `}
              <Highlighted html={one.html} />
            </p>
          ))
        : text && <p className="bdg-hit__text" lang="nl">{text}</p>}
      {explanation && <Explanation explanation={explanation} title={titleOf(node)} />}
    </article>
  );
}
