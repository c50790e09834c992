import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import { paths } from '../../routes/paths.ts';
import { Link } from '../../ui/Link.tsx';

const authorLine = graphql(`
  fragment AuthorLine on Authorship {
    jobTitle
    municipality { id name slug }
    person { id displayName }
  }
`);

/** Who wrote something, with the function and the municipality of then: people move, what they wrote does not. */
export function AuthorLine({ authorship }: { authorship: FragmentType<typeof authorLine> }) {
  const { jobTitle, municipality, person } = readFragment(authorLine, authorship);
  return (
    <>
      <Link href={paths.person(person.id)}>{person.displayName}</Link>
      <div className="bdg-soft" lang="nl">
        {jobTitle ? `${jobTitle}, ${municipality.name}` : municipality.name}
      </div>
    </>
  );
}
