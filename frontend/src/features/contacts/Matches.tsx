import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { MatchesQuery } from '../../graphql/generated/graphql.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { usePaging } from '../../lib/usePaging.ts';
import { pathOf, paths } from '../../routes/paths.ts';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { EmptyState, Loaded } from '../../ui/States.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { PersonLine } from '../people/PersonLine.tsx';
import { AskIntroduction } from './AskIntroduction.tsx';
import { fitOf } from './fit.ts';

const matches = graphql(`
  query Matches($first: Int!, $after: String, $challengeId: ID) {
    contactMatches(first: $first, after: $after, challengeId: $challengeId) {
      totalCount
      edges {
        cursor
        score
        node {
          id
          displayName
          ...PersonLine
        }
        reasons {
          kind
          text
          evidence {
            __typename
            id
            ... on Challenge { slug question }
            ... on Pilot { slug title }
            ... on Theme { slug label }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** The strongest; the others open on demand. */
const shownReasons = 2;

type Match = MatchesQuery['contactMatches']['edges'][number];

/** People who fit the viewer, best first; with a challenge only those who know about it. `waitingFor` were asked already. */
export function Matches({ challengeId, waitingFor }: { challengeId?: string | undefined; waitingFor: ReadonlySet<string> }) {
  const [after, goOn] = usePaging(paths.contacts(challengeId));
  const variables = { first: 20, after, challengeId };
  const [state, again] = useQuery({ query: matches, variables });
  return (
    <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ contactMatches: found }) =>
        found.edges.length === 0 ? (
          <Nobody />
        ) : (
          <>
            <List>
              {found.edges.map((match) => (
                <ListItem key={match.node.id}>
                  <MatchOf match={match} isAsked={waitingFor.has(match.node.id)} />
                </ListItem>
              ))}
            </List>
            <LoadMore
              shown={found.edges.length}
              total={found.totalCount}
              hasMore={found.pageInfo.hasNextPage}
              isBusy={state.fetching}
              onMore={() => goOn(found.pageInfo.endCursor)}
            />
          </>
        )
      }
    </Loaded>
  );
}

function MatchOf({ match: { node, score, reasons }, isAsked }: { match: Match; isAsked: boolean }) {
  const t = useText();
  // Who has just asked keeps the answer to that in sight.
  const [wasAsked] = useState(isAsked);
  return (
    <div className="bdg-match">
      <div className="bdg-match__person">
        <div>
          <PersonLine person={node} />
        </div>
        <Tag look="brand">{t(`contacts.fit.${fitOf(score)}`)}</Tag>
      </div>
      <Reasons reasons={reasons.slice(0, shownReasons)} label={t('contacts.why', { name: node.displayName })} />
      {reasons.length > shownReasons && (
        <details className="bdg-match__more">
          <summary>
            {t('contacts.moreReasons', { count: reasons.length - shownReasons })} <span className="bdg-hidden">{node.displayName}</span>
          </summary>
          <Reasons reasons={reasons.slice(shownReasons)} label={t('contacts.why', { name: node.displayName })} />
        </details>
      )}
      {wasAsked ? (
        <p className="bdg-soft">{t('contacts.isAsked')}</p>
      ) : (
        <AskIntroduction personId={node.id} name={node.displayName} look="secondary" />
      )}
    </div>
  );
}

function Reasons({ reasons, label }: { reasons: Match['reasons']; label: string }) {
  return (
    <ul className="bdg-match__reasons" aria-label={label}>
      {reasons.map((reason) => (
        <li key={reason.kind + reason.evidence.id}>
          <span lang="nl">{reason.text}</span> <Evidence evidence={reason.evidence} />
        </li>
      ))}
    </ul>
  );
}

/** What a reason rests on, to see for oneself. */
function Evidence({ evidence }: { evidence: Match['reasons'][number]['evidence'] }) {
  const t = useText();
  switch (evidence.__typename) {
    case 'Challenge':
      return <Link href={pathOf(evidence)} aria-label={`${t('contacts.evidence.CHALLENGE')}: ${evidence.question}`}>{t('contacts.evidence.CHALLENGE')}</Link>;
    case 'Pilot':
      return <Link href={pathOf(evidence)} aria-label={`${t('contacts.evidence.PILOT')}: ${evidence.title}`}>{t('contacts.evidence.PILOT')}</Link>;
    case 'Theme':
      return (
        <Link href={paths.search({ thema: evidence.slug })} aria-label={`${t('contacts.evidence.THEME')}: ${evidence.label}`}>
          {t('contacts.evidence.THEME')}
        </Link>
      );
    default:
      return null;
  }
}

/** Nobody yet: what helps is showing what one is dealing with. */
function Nobody() {
  const t = useText();
  return (
    <EmptyState title={t('contacts.none')}>
      <p>{t('contacts.noneText')}</p>
      <ul className="bdg-prose">
        <li>
          <Link href={paths.challenges()}>{t('contacts.noneRecognise')}</Link>
        </li>
        <li>
          <Link href={paths.myProfile()}>{t('contacts.noneProfile')}</Link>
        </li>
      </ul>
    </EmptyState>
  );
}
