import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import { paths } from '../../routes/paths.ts';
import { Link } from '../../ui/Link.tsx';

const personLine = graphql(`
  fragment PersonLine on Person {
    id
    displayName
    jobTitle
    municipality {
      id
      name
      slug
    }
  }
`);

/** A person in two lines: the name, which opens the profile, and what they do where. */
export function PersonLine({ person }: { person: FragmentType<typeof personLine> }) {
  const { id, displayName, jobTitle, municipality } = readFragment(personLine, person);
  return (
    <>
      <Link href={paths.person(id)}>{displayName}</Link>
      <div className="bdg-soft" lang="nl">
        {jobTitle ? `${jobTitle}, ${municipality.name}` : municipality.name}
      </div>
    </>
  );
}
