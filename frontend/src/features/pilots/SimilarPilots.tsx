import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { similarTo } from './similar.ts';

const similarPilots = graphql(`
  query SimilarPilots($slug: String!, $themes: [String!]) {
    pilot(slug: $slug) {
      id
      challenges {
        id
        question
        pilots(first: 6) {
          edges {
            node {
              id
              slug
              title
              stage
              themes { slug label }
              municipality { id name slug }
            }
          }
        }
      }
    }
    pilots(filter: { themes: $themes }, first: 12) {
      edges {
        node {
          id
          slug
          title
          stage
          themes { slug label }
          municipality { id name slug }
        }
      }
    }
  }
`);

interface SimilarPilotsProps {
  pilot: { id: string; slug: string; themes: readonly { slug: string }[] };
}

/** Three pilots like this one, each with the reason. Extra: without an answer there is nothing, not an error. */
export function SimilarPilots({ pilot }: SimilarPilotsProps) {
  const t = useText();
  const themes = pilot.themes.map((theme) => theme.slug);
  const [{ data }] = useQuery({ query: similarPilots, variables: { slug: pilot.slug, themes } });
  if (!data) return null;
  const found = similarTo(pilot, {
    challenges: (data.pilot?.challenges ?? []).map(({ question, pilots }) => ({
      question,
      pilots: pilots.edges.map(({ node }) => node),
    })),
    candidates: data.pilots.edges.map(({ node }) => node),
  });
  if (found.length === 0) return null;
  return (
    <section aria-labelledby="similar-pilots">
      <Heading level={2} size={4} id="similar-pilots">
        {t('pilots.similar')}
      </Heading>
      <ul>
        {found.map(({ pilot: other, question, themes: shared }) => (
          <li key={other.id}>
            <Link href={paths.pilot(other.slug)} lang="nl">
              {other.title}
            </Link>
            <div className="bdg-soft">
              {other.municipality.name} · {t(`stage.${other.stage}`)}
            </div>
            <div className="bdg-soft">
              {question ? t('pilots.sameQuestion') : t('pilots.sameThemes')}{' '}
              <span lang="nl">{question ? `“${question}”` : shared.join(', ')}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
