import { Navigate, getRouteApi } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { InsightKind, OutcomePageQuery } from '../../graphql/generated/graphql.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { NotFoundPage } from '../../shell/NotFoundPage.tsx';
import { Article, AsideList, ProseSection, Section } from '../../ui/Article.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { Page } from '../../ui/Page.tsx';
import { ShelfTags } from '../../ui/ShelfTags.tsx';
import { Loaded } from '../../ui/States.tsx';
import { Tags } from '../../ui/Tag.tsx';
import { PersonLine } from '../people/PersonLine.tsx';
import { MoreLikeThis } from '../search/MoreLikeThis.tsx';
import './outcomes.css';

const outcomePage = graphql(`
  query OutcomePage($slug: String!) {
    outcome(slug: $slug) {
      id
      slug
      question
      conclusionHtml
      status
      visibility
      publishedAt
      viewerCanEdit
      insights {
        kind
        text
      }
      tableHost {
        id
        ...PersonLine
      }
      challenge {
        id
        slug
        question
      }
      meeting {
        id
        slug
        title
        startsAt
      }
    }
  }
`);

type Outcome = NonNullable<OutcomePageQuery['outcome']>;

const kinds = ['ANSWER', 'CONDITION', 'OBSTACLE', 'ADVICE', 'EXAMPLE', 'QUESTION'] as const satisfies readonly InsightKind[];

const route = getRouteApi('/opbrengsten/$slug');

export function OutcomePage() {
  const { slug } = route.useParams();
  return <OutcomeBySlug key={slug} slug={slug} />;
}

function OutcomeBySlug({ slug }: { slug: string }) {
  const [state, again] = useQuery({ query: outcomePage, variables: { slug } });
  return (
    <Loaded isPage state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ outcome }) => {
        if (!outcome) return <NotFoundPage />;
        if (outcome.slug !== slug) return <Navigate to="/opbrengsten/$slug" params={{ slug: outcome.slug }} replace />;
        return <OutcomeArticle outcome={outcome} />;
      }}
    </Loaded>
  );
}

function OutcomeArticle({ outcome }: { outcome: Outcome }) {
  const t = useText();
  const { meeting, challenge, tableHost } = outcome;
  const crumbs = meeting
    ? [{ label: t('shell.meetings'), href: paths.meetings() }, { label: meeting.title, href: paths.meeting(meeting.slug) }]
    : [{ label: t('shell.meetings'), href: paths.meetings() }];
  return (
    <Page title={outcome.question} titleLang="nl" crumbs={crumbs} overline={t('outcomes.kind')}>
      <Article
        head={
          <>
            <Tags>
              <ShelfTags status={outcome.status} visibility={outcome.visibility} />
            </Tags>
            {outcome.viewerCanEdit && (
              <p data-print="no">
                <Link href={paths.editOutcome(outcome.slug)} look="button">
                  {t('shell.edit')}
                </Link>
              </p>
            )}
          </>
        }
        asideLabel={t('outcomes.around')}
        aside={
          <>
            <AsideList title={t('outcomes.tableHost')} isShown={tableHost !== null}>
              {tableHost && (
                <li>
                  <PersonLine person={tableHost} />
                </li>
              )}
            </AsideList>
            <AsideList title={t('outcomes.challenge')} isShown={challenge !== null}>
              {challenge && (
                <li>
                  <Link href={paths.challenge(challenge.slug)} lang="nl">
                    {challenge.question}
                  </Link>
                </li>
              )}
            </AsideList>
            <AsideList title={t('outcomes.meeting')} isShown={meeting !== null}>
              {meeting && (
                <li>
                  <Link href={paths.meeting(meeting.slug)} lang="nl">
                    {meeting.title}
                  </Link>
                  <div className="bdg-soft">
                    <DateTime value={meeting.startsAt} />
                  </div>
                </li>
              )}
            </AsideList>
          </>
        }
      >
        <ProseSection title={t('outcomes.conclusion')} html={outcome.conclusionHtml} />
        {outcome.insights.length > 0 && (
          <Section title={t('outcomes.insights')}>
            <Insights insights={outcome.insights} />
          </Section>
        )}
      </Article>
      <MoreLikeThis id={outcome.id} />
    </Page>
  );
}

/** What was said at the table, each kind under its own heading, in a fixed order. */
function Insights({ insights }: { insights: Outcome['insights'] }) {
  const t = useText();
  const groups = kinds
    .map((kind) => ({ kind, texts: insights.filter((insight) => insight.kind === kind).map(({ text }) => text) }))
    .filter(({ texts }) => texts.length > 0);
  return (
    <div className="bdg-insights">
      {groups.map(({ kind, texts }) => (
        <section key={kind} className={kind === 'OBSTACLE' ? 'bdg-insights__obstacles' : undefined}>
          <Heading level={3} size={4}>
            {t(`outcomes.insights.${kind}`, { count: texts.length })}
          </Heading>
          <ul lang="nl">
            {texts.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
