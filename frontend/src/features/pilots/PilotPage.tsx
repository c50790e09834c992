import { Navigate, getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { PilotPageQuery } from '../../graphql/generated/graphql.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { NotFoundPage } from '../../shell/NotFoundPage.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { MarkdownHtml } from '../../ui/Html.tsx';
import { Link } from '../../ui/Link.tsx';
import { Page } from '../../ui/Page.tsx';
import { StageSteps } from '../../ui/StageSteps.tsx';
import { Loaded } from '../../ui/States.tsx';
import { Tag, Tags } from '../../ui/Tag.tsx';
import { PersonLine } from '../people/PersonLine.tsx';
import { PilotBuyers, PilotData } from './PilotTables.tsx';
import { SimilarPilots } from './SimilarPilots.tsx';
import './pilots.css';

const pilotPage = graphql(`
  query PilotPage($slug: String!) {
    pilot(slug: $slug) {
      id
      slug
      title
      summary
      stage
      status
      visibility
      domains
      updatedAt
      publishedAt
      viewerCanEdit
      themes {
        slug
        label
      }
      municipality {
        id
        name
        slug
      }
      problemHtml
      approachHtml
      resultsHtml
      lessonsLearnedHtml
      failuresHtml
      partners
      ...PilotData
      ...PilotBuyers
      contacts {
        id
        ...PersonLine
      }
      authors {
        id
        displayName
      }
      challenges {
        id
        slug
        question
      }
      presentedAt(first: 10) {
        edges {
          node {
            id
            slug
            title
            startsAt
          }
        }
      }
    }
  }
`);

type Pilot = NonNullable<PilotPageQuery['pilot']>;

const route = getRouteApi('/pilots/$slug');

export function PilotPage() {
  const { slug } = route.useParams();
  // The key: another pilot is another page, not this one with other text.
  return <PilotBySlug key={slug} slug={slug} />;
}

function PilotBySlug({ slug }: { slug: string }) {
  const [state, again] = useQuery({ query: pilotPage, variables: { slug } });
  return (
    <Loaded isPage state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ pilot }) => {
        if (!pilot) return <NotFoundPage />;
        if (pilot.slug !== slug) return <Navigate to="/pilots/$slug" params={{ slug: pilot.slug }} replace />;
        return <PilotArticle pilot={pilot} />;
      }}
    </Loaded>
  );
}

function PilotArticle({ pilot }: { pilot: Pilot }) {
  const t = useText();
  return (
    <Page
      title={pilot.title}
      titleLang="nl"
      crumbs={[{ label: t('shell.pilots'), href: paths.pilots() }]}
      overline={<Link href={paths.municipality(pilot.municipality.slug)}>{pilot.municipality.name}</Link>}
    >
      <article className="bdg-pilot">
        <div className="bdg-pilot__head">
          {pilot.summary && (
            <p className="utrecht-paragraph utrecht-paragraph--lead" lang="nl">
              {pilot.summary}
            </p>
          )}
          <StageSteps stage={pilot.stage} />
          <Tags>
            {pilot.status !== 'PUBLISHED' && <Tag look="accent">{t(`status.${pilot.status}`)}</Tag>}
            {pilot.visibility !== 'PUBLIC' && <Tag look="accent">{t(`visibility.${pilot.visibility}`)}</Tag>}
            {pilot.themes.map((theme) => (
              <Tag key={theme.slug} href={paths.search({ thema: theme.slug })}>
                {theme.label}
              </Tag>
            ))}
          </Tags>
          <p className="bdg-soft">
            {pilot.domains.length > 0 && (
              <>{t('pilots.strengthens', { domains: pilot.domains.map((one) => t(`domain.${one}`).toLowerCase()).join(', ') })} · </>
            )}
            {t('pilots.updated')} <DateTime value={pilot.updatedAt} form="near" />
          </p>
          {pilot.viewerCanEdit && (
            <p data-print="no">
              <Link href={paths.editPilot(pilot.slug)} look="button">
                {t('pilots.edit')}
              </Link>
            </p>
          )}
        </div>
        <div className="bdg-pilot__body">
          <Section title={t('pilots.problem')} html={pilot.problemHtml} />
          <Section title={t('pilots.approach')} html={pilot.approachHtml} />
          <Section title={t('pilots.results')} html={pilot.resultsHtml} />
          <Section title={t('pilots.lessons')} html={pilot.lessonsLearnedHtml} />
          <Section title={t('pilots.failures')} html={pilot.failuresHtml} isFailure />
          <PilotData pilot={pilot} />
          <PilotBuyers pilot={pilot} />
          {pilot.partners.length > 0 && (
            <section>
              <Heading level={2}>{t('pilots.partners')}</Heading>
              <p lang="nl">{pilot.partners.join(', ')}</p>
            </section>
          )}
        </div>
        <aside className="bdg-pilot__aside" aria-label={t('pilots.around')}>
          <Aside title={t('pilots.contacts')} isShown={pilot.contacts.length > 0}>
            {pilot.contacts.map((person) => (
              <li key={person.id}>
                <PersonLine person={person} />
              </li>
            ))}
          </Aside>
          <Aside title={t('pilots.challenges')} isShown={pilot.challenges.length > 0}>
            {pilot.challenges.map((challenge) => (
              <li key={challenge.id}>
                <Link href={paths.challenge(challenge.slug)} lang="nl">
                  {challenge.question}
                </Link>
              </li>
            ))}
          </Aside>
          <Aside title={t('pilots.shownAt')} isShown={pilot.presentedAt.edges.length > 0}>
            {pilot.presentedAt.edges.map(({ node }) => (
              <li key={node.id}>
                <Link href={paths.meeting(node.slug)} lang="nl">
                  {node.title}
                </Link>
                <div className="bdg-soft">
                  <DateTime value={node.startsAt} form="plain" />
                </div>
              </li>
            ))}
          </Aside>
          <SimilarPilots pilot={pilot} />
          <Aside title={t('pilots.authors')} isShown={pilot.authors.length > 0}>
            {pilot.authors.map((person) => (
              <li key={person.id}>
                <Link href={paths.person(person.id)}>{person.displayName}</Link>
              </li>
            ))}
          </Aside>
        </aside>
      </article>
    </Page>
  );
}

/** A part of the story. An empty part is left out; the editor asks for it. */
function Section({ title, html, isFailure = false }: { title: string; html: string; isFailure?: boolean }) {
  if (!html.trim()) return null;
  return (
    <section className={isFailure ? 'bdg-pilot__failures' : undefined}>
      <Heading level={2}>{title}</Heading>
      <MarkdownHtml html={html} />
    </section>
  );
}

function Aside({ title, isShown, children }: { title: string; isShown: boolean; children: ReactNode }) {
  if (!isShown) return null;
  return (
    <section>
      <Heading level={2} size={4}>
        {title}
      </Heading>
      <ul>{children}</ul>
    </section>
  );
}
