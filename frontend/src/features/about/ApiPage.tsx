import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Page } from '../../ui/Page.tsx';
import { Lead } from '../../ui/Text.tsx';
import { Chapter, Chapters } from './Chapter.tsx';

const exampleQuery = `query Pilots {
  pilots(first: 5, orderBy: RECENTLY_UPDATED) {
    totalCount
    edges {
      node { title stage municipality { name } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

const exampleSearch = `query Search {
  search(query: "schulden", first: 5) {
    edges {
      highlights { html }
      node {
        __typename
        ... on Pilot { title slug }
        ... on Challenge { question slug }
      }
    }
  }
}`;

export function ApiPage() {
  const t = useText();
  const address = `${window.location.origin}${paths.graphql()}`;
  const curl = `curl ${address} \\
  -H 'content-type: application/json' \\
  -d '{"query": "{ networkStats { pilots municipalities } }"}'`;
  return (
    <Page title={t('api.title')}>
      <Lead>{t('api.lead')}</Lead>
      <Chapters>
        <Chapter title={t('api.try')}>
          <ul>
            {/* The server answers these two, not this application: plain links. */}
            <li>
              <a href={paths.graphql()} className="utrecht-link utrecht-link--html-a">
                {t('api.explorer')}
              </a>
              : {t('api.explorerText')}
            </li>
            <li>
              <a href={paths.schema()} className="utrecht-link utrecht-link--html-a">
                {t('api.schema')}
              </a>
              : {t('api.schemaText')}
            </li>
          </ul>
        </Chapter>
        <Chapter title={t('api.ask')}>
          <p>{t('api.askText')}</p>
          <Code label={t('api.curl')} text={curl} />
          <p>{t('api.list')}</p>
          <Code label={t('api.list')} text={exampleQuery} />
          <p>{t('api.search')}</p>
          <Code label={t('api.search')} text={exampleSearch} />
        </Chapter>
        <Chapter title={t('api.rules')}>
          <ul>
            <li>{t('api.rulePages')}</li>
            <li>{t('api.ruleIds')}</li>
            <li>{t('api.ruleHtml')}</li>
            <li>{t('api.ruleErrors')}</li>
            <li>{t('api.ruleHidden')}</li>
            <li>{t('api.ruleSize')}</li>
          </ul>
        </Chapter>
        <Chapter title={t('api.signIn')}>
          <p>{t('api.signInText')}</p>
        </Chapter>
      </Chapters>
    </Page>
  );
}

/** Code that may be wider than a phone: its box scrolls, also by keyboard. */
function Code({ label, text }: { label: string; text: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
    <pre role="region" aria-label={label} tabIndex={0}>
      <code>{text}</code>
    </pre>
  );
}
