import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import { paths } from '../../routes/paths.ts';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import './outcomes.css';

const outcomeLine = graphql(`
  fragment OutcomeLine on WorkshopOutcome {
    id
    slug
    question
    conclusion
  }
`);

/** What a workshop asked, and the beginning of what it concluded. */
export function OutcomeLine({ outcome }: { outcome: FragmentType<typeof outcomeLine> }) {
  const { slug, question, conclusion } = readFragment(outcomeLine, outcome);
  return (
    <>
      <Heading level={3} size={4}>
        <Link href={paths.outcome(slug)} lang="nl">
          {question}
        </Link>
      </Heading>
      {conclusion && (
        <p className="bdg-outcome-line" lang="nl">
          {firstWords(conclusion)}
        </p>
      )}
    </>
  );
}

/** The beginning of a Markdown text without its signs, cut between two words. */
export function firstWords(markdown: string, length = 180): string {
  const text = markdown
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/^\s*(?:#{1,6}|[-*+>]|\d+\.)\s+/gm, '')
    .replaceAll(/[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (text.length <= length) return text;
  const cut = text.slice(0, length + 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 1)).replace(/[\s.,:;]+$/, '')}…`;
}
