import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { PersonLine } from '../people/PersonLine.tsx';

const peopleToTalkTo = graphql(`
  query PeopleToTalkTo {
    contactMatches(first: 3) {
      edges {
        node {
          id
          ...PersonLine
        }
        reasons {
          kind
          text
        }
      }
    }
  }
`);

/** For a signed-in person: three people elsewhere, each with the first reason why. Nothing is shown without matches. */
export function PeopleToTalkTo() {
  const t = useText();
  const [{ data }] = useQuery({ query: peopleToTalkTo });
  const matches = data?.contactMatches.edges ?? [];
  if (matches.length === 0) return null;
  return (
    <section aria-labelledby="home-people">
      <Heading level={2} size={3} id="home-people">
        {t('home.people')}
      </Heading>
      <List>
        {matches.map(({ node, reasons }) => (
          <ListItem key={node.id}>
            <PersonLine person={node} />
            {reasons[0] && <p lang="nl">{reasons[0].text}</p>}
          </ListItem>
        ))}
      </List>
      <p className="bdg-home__all">
        <Link href={paths.contacts()}>{t('home.allPeople')}</Link>
      </p>
    </section>
  );
}
