import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { usePaging } from '../../lib/usePaging.ts';
import { Heading } from '../../ui/Heading.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { Loaded } from '../../ui/States.tsx';
import { AdministrationFrame } from './AdministrationFrame.tsx';
import { Member } from './Member.tsx';
import { Waiting } from './Waiting.tsx';
import { WaitingMoves } from './WaitingMoves.tsx';

/** `/beheer/mensen`: who waits to be let in, and who is there with which role. */
export function AdministrationPeoplePage() {
  const t = useText();
  // Another number: who takes part is asked for again.
  const [round, setRound] = useState(0);
  return (
    <AdministrationFrame title={t('administration.people')}>
      {(code, viewer) => (
        <>
          <Waiting code={code} onLetIn={() => setRound(round + 1)} />
          <WaitingMoves key={code} code={code} onLetIn={() => setRound(round + 1)} />
          <Members key={round} code={code} isAdmin={viewer.role === 'ADMIN'} ownId={viewer.person.id} />
        </>
      )}
    </AdministrationFrame>
  );
}

const members = graphql(`
  query AdministeredMembers($code: String!, $after: String) {
    municipality(code: $code) {
      id
      slug
      administration {
        members(first: 50, after: $after) {
          totalCount
          edges { node { id ...Member } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`);

function Members({ code, isAdmin, ownId }: { code: string; isAdmin: boolean; ownId: string }) {
  const t = useText();
  const [after, goOn] = usePaging(code);
  const [state, again] = useQuery({ query: members, variables: { code, after } });
  const reload = () => again({ requestPolicy: 'network-only' });
  return (
    <section aria-labelledby="leden">
      <Heading level={2} id="leden">
        {t('administration.members')}
      </Heading>
      <p className="bdg-measure">{t('administration.membersText')}</p>
      <Loaded state={state} onRetry={reload}>
        {({ municipality }) => {
          const list = municipality?.administration?.members;
          if (!list || list.edges.length === 0) return <p className="bdg-soft">{t('administration.noMembers')}</p>;
          return (
            <>
              <List label={t('administration.members')}>
                {list.edges.map(({ node }) => (
                  <ListItem key={node.id}>
                    <Member member={node} isAdmin={isAdmin} isSelf={node.id === ownId} onChange={reload} />
                  </ListItem>
                ))}
              </List>
              <LoadMore
                shown={list.edges.length}
                total={list.totalCount}
                hasMore={list.pageInfo.hasNextPage}
                isBusy={state.fetching}
                onMore={() => goOn(list.pageInfo.endCursor)}
              />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}
