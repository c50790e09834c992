import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { Tag, Tags } from '../../ui/Tag.tsx';
import './pilots.css';

const pilotCard = graphql(`
  fragment PilotCard on Pilot {
    id
    slug
    title
    summary
    stage
    status
    updatedAt
    themes {
      slug
      label
    }
    municipality {
      id
      name
      slug
    }
  }
`);

/** A pilot in a list, wherever that list is. */
export function PilotCard({ pilot, level = 2 }: { pilot: FragmentType<typeof pilotCard>; level?: 2 | 3 }) {
  const t = useText();
  const { slug, title, summary, stage, status, updatedAt, themes, municipality } = readFragment(pilotCard, pilot);
  return (
    <article className="bdg-pilot-card">
      <p className="bdg-overline">
        <Link href={paths.municipality(municipality.slug)} look="plain">
          {municipality.name}
        </Link>{' '}
        · <DateTime value={updatedAt} form="near" />
      </p>
      <Heading level={level} size={3}>
        <Link href={paths.pilot(slug)} lang="nl">
          {title}
        </Link>
      </Heading>
      {summary && (
        <p className="bdg-pilot-card__summary" lang="nl">
          {summary}
        </p>
      )}
      <Tags>
        {status !== 'PUBLISHED' && <Tag look="accent">{t(`status.${status}`)}</Tag>}
        <Tag look={stage === 'STOPPED' ? 'accent' : 'brand'}>{t(`stage.${stage}`)}</Tag>
        {themes.map((theme) => (
          <Tag key={theme.slug}>{theme.label}</Tag>
        ))}
      </Tags>
    </article>
  );
}
