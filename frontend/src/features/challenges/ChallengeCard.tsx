import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import type { Stance } from '../../graphql/generated/graphql.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { Tag, Tags } from '../../ui/Tag.tsx';
import './challenges.css';

const challengeCard = graphql(`
  fragment ChallengeCard on Challenge {
    id
    slug
    question
    status
    themes {
      slug
      label
    }
    recognitionCounts {
      stance
      count
    }
  }
`);

/** A challenge in a list: the question, and how many recognise it. */
export function ChallengeCard({ challenge }: { challenge: FragmentType<typeof challengeCard> }) {
  const t = useText();
  const { slug, question, status, themes, recognitionCounts } = readFragment(challengeCard, challenge);
  const count = (stance: Stance) => recognitionCounts.find((one) => one.stance === stance)?.count ?? 0;
  return (
    <article className="bdg-challenge-card">
      <Heading level={2} size={3}>
        <Link href={paths.challenge(slug)} lang="nl">
          {question}
        </Link>
      </Heading>
      <p className="bdg-soft">
        {recognitionCounts.every((one) => one.count === 0)
          ? t('challenges.notCounted')
          : t('challenges.counted', { facing: count('FACING_NOW'), expecting: count('EXPECTING'), solved: count('SOLVED') })}
      </p>
      <Tags>
        {status !== 'PUBLISHED' && <Tag look="accent">{t(`status.${status}`)}</Tag>}
        {themes.map((theme) => (
          <Tag key={theme.slug} href={paths.challenges({ thema: [theme.slug] })}>
            {theme.label}
          </Tag>
        ))}
      </Tags>
    </article>
  );
}
