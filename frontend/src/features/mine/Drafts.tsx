import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { Loaded } from '../../ui/States.tsx';

const myDrafts = graphql(`
  query MyDrafts {
    pilots(filter: { mine: true, status: DRAFT }, first: 50) {
      edges {
        node {
          id
          slug
          title
          updatedAt
        }
      }
    }
    reports(filter: { mine: true, status: DRAFT }, first: 50) {
      edges {
        node {
          id
          slug
          title
          updatedAt
        }
      }
    }
    outcomes(filter: { mine: true, status: DRAFT }, first: 50) {
      edges {
        node {
          id
          slug
          question
          updatedAt
        }
      }
    }
  }
`);

/** What the viewer is still writing, the last one first. */
export function Drafts() {
  const t = useText();
  const [state, again] = useQuery({ query: myDrafts });
  return (
    <section aria-labelledby="drafts">
      <Heading level={2} id="drafts">
        {t('mine.drafts')}
      </Heading>
      <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
        {({ pilots, reports, outcomes }) => {
          const drafts = [
            ...pilots.edges.map(({ node: { slug, ...draft } }) => ({ draft, kind: 'PILOT' as const, href: paths.editPilot(slug) })),
            ...reports.edges.map(({ node: { slug, ...draft } }) => ({ draft, kind: 'REPORT' as const, href: paths.editReport(slug) })),
            ...outcomes.edges.map(({ node: { slug, question, ...draft } }) => ({
              draft: { ...draft, title: question }, kind: 'OUTCOME' as const, href: paths.editOutcome(slug),
            })),
          ].toSorted((a, b) => b.draft.updatedAt.localeCompare(a.draft.updatedAt));
          if (drafts.length === 0) return <p className="bdg-soft">{t('mine.draftsNone')}</p>;
          return (
            <List>
              {drafts.map(({ draft, kind, href }) => (
                <ListItem key={draft.id}>
                  <Link href={href} lang="nl">
                    {draft.title}
                  </Link>
                  <div className="bdg-soft">
                    {t(`kind.${kind}`)} · {t('mine.draftOf')} <DateTime value={draft.updatedAt} form="near" />
                  </div>
                </ListItem>
              ))}
            </List>
          );
        }}
      </Loaded>
      <p className="bdg-buttons bdg-mine__new">
        <Link href={paths.newPilot()} look="button">
          {t('shell.writePilot')}
        </Link>
        <Link href={paths.newReport()} look="button">
          {t('shell.writeReport')}
        </Link>
        <Link href={paths.newOutcome()} look="button">
          {t('shell.writeOutcome')}
        </Link>
      </p>
    </section>
  );
}
