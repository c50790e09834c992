import { Navigate, getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { ReportPageQuery } from '../../graphql/generated/graphql.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { outline } from '../../lib/outline.ts';
import { paths } from '../../routes/paths.ts';
import { NotFoundPage } from '../../shell/NotFoundPage.tsx';
import { Article, AsideList } from '../../ui/Article.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { MarkdownHtml } from '../../ui/Html.tsx';
import { Link } from '../../ui/Link.tsx';
import { Page } from '../../ui/Page.tsx';
import { ShelfTags } from '../../ui/ShelfTags.tsx';
import { Loaded } from '../../ui/States.tsx';
import { Tags } from '../../ui/Tag.tsx';
import { AuthorLine } from '../people/AuthorLine.tsx';
import { MoreLikeThis } from '../search/MoreLikeThis.tsx';
import './reports.css';

const reportPage = graphql(`
  query ReportPage($slug: String!) {
    report(slug: $slug) {
      id
      slug
      title
      summary
      bodyHtml
      takeHomeMessage
      status
      visibility
      publishedAt
      viewerCanEdit
      authorships {
        person { id }
        ...AuthorLine
      }
      meeting {
        id
        slug
        title
        startsAt
        host {
          id
          name
          slug
        }
      }
    }
  }
`);

type Report = NonNullable<ReportPageQuery['report']>;

const route = getRouteApi('/verslagen/$slug');

export function ReportPage() {
  const { slug } = route.useParams();
  return <ReportBySlug key={slug} slug={slug} />;
}

function ReportBySlug({ slug }: { slug: string }) {
  const [state, again] = useQuery({ query: reportPage, variables: { slug } });
  return (
    <Loaded isPage state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ report }) => {
        if (!report) return <NotFoundPage />;
        if (report.slug !== slug) return <Navigate to="/verslagen/$slug" params={{ slug: report.slug }} replace />;
        return <ReportArticle report={report} />;
      }}
    </Loaded>
  );
}

/** From so many headings on, a list of them stands above the text. */
const longFrom = 3;

function ReportArticle({ report }: { report: Report }) {
  const t = useText();
  const { meeting } = report;
  const { html, entries } = useMemo(() => outline(report.bodyHtml), [report.bodyHtml]);
  useJumpOnArrival();
  const crumbs = [{ label: t('shell.meetings'), href: paths.meetings() }];
  if (meeting) crumbs.push({ label: meeting.title, href: paths.meeting(meeting.slug) });
  return (
    <Page
      title={report.title}
      titleLang="nl"
      crumbs={crumbs}
      overline={
        <>
          {t('kind.REPORT')}
          {report.publishedAt && (
            <>
              {' '}
              · <DateTime value={report.publishedAt} form="plain" />
            </>
          )}
        </>
      }
    >
      <Article
        head={
          <>
            {report.summary && (
              <p className="utrecht-paragraph utrecht-paragraph--lead" lang="nl">
                {report.summary}
              </p>
            )}
            <Tags>
              <ShelfTags status={report.status} visibility={report.visibility} />
            </Tags>
            {report.viewerCanEdit && (
              <p className="bdg-buttons" data-print="no">
                <Link href={paths.editReport(report.slug)} look="button">
                  {t('reports.edit')}
                </Link>
                <Link href={paths.reportHistory(report.slug)}>{t('history.link')}</Link>
              </p>
            )}
          </>
        }
        asideLabel={t('reports.around')}
        aside={
          <>
            <AsideList title={t('reports.authors')} isShown={report.authorships.length > 0}>
              {report.authorships.map((authorship) => (
                <li key={authorship.person.id}>
                  <AuthorLine authorship={authorship} />
                </li>
              ))}
            </AsideList>
            <AsideList title={t('reports.meeting')} isShown={meeting !== null}>
              {meeting && (
                <li>
                  <Link href={paths.meeting(meeting.slug)} lang="nl">
                    {meeting.title}
                  </Link>
                  <div className="bdg-soft">
                    <DateTime value={meeting.startsAt} />
                    {meeting.host && (
                      <>
                        , <Link href={paths.municipality(meeting.host.slug)}>{meeting.host.name}</Link>
                      </>
                    )}
                  </div>
                </li>
              )}
            </AsideList>
          </>
        }
      >
        {report.takeHomeMessage && (
          <section className="bdg-take-home">
            <Heading level={2} size={4}>
              {t('reports.takeHome')}
            </Heading>
            <p lang="nl">{report.takeHomeMessage}</p>
          </section>
        )}
        {entries.length >= longFrom && (
          <nav className="bdg-contents" aria-labelledby="inhoudsopgave">
            <Heading level={2} size={4} id="inhoudsopgave">
              {t('reports.contents')}
            </Heading>
            <ol>
              {entries.map(({ id, text, depth }) => (
                <li key={id} className={depth === 1 ? 'bdg-contents__below' : undefined}>
                  <a href={`#${id}`} className="utrecht-link utrecht-link--html-a" lang="nl">
                    {text}
                  </a>
                </li>
              ))}
            </ol>
          </nav>
        )}
        <div className="bdg-report">
          <MarkdownHtml html={html} />
        </div>
      </Article>
      <MoreLikeThis id={report.id} />
    </Page>
  );
}

/** An address with `#kop-…` was asked for before the text was there: go to that heading once it is. */
function useJumpOnArrival() {
  useEffect(() => {
    const id = decodeURIComponent(window.location.hash.slice(1));
    if (id) document.getElementById(id)?.scrollIntoView();
  }, []);
}
