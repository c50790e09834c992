import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { usePaging } from '../../lib/usePaging.ts';
import { Button } from '../../ui/Button.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Loaded } from '../../ui/States.tsx';
import { Tag } from '../../ui/Tag.tsx';

const invitations = graphql(`
  query Invitations($code: String!, $after: String) {
    municipality(code: $code) {
      id
      slug
      administration {
        invitations(first: 20, after: $after) {
          totalCount
          edges {
            node {
              id
              email
              name
              status
              expiresAt
              createdAt
              invitedBy { id displayName }
            }
          }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`);

const withdrawInvitation = graphql(`
  mutation WithdrawInvitation($input: WithdrawInvitationInput!) {
    withdrawInvitation(input: $input) {
      withdrawnId
      userErrors { path code message }
    }
  }
`);

/** Who was invited, the last one first, and how that stands. */
export function Invitations({ code }: { code: string }) {
  const t = useText();
  const [after, goOn] = usePaging(code);
  const [state, again] = useQuery({ query: invitations, variables: { code, after }, requestPolicy: 'cache-and-network' });
  const [{ fetching, data, error }, run] = useMutation(withdrawInvitation);
  async function withdraw(id: string) {
    await run({ input: { id } });
    again({ requestPolicy: 'network-only' });
  }
  return (
    <section aria-labelledby="uitgenodigd">
      <Heading level={2} id="uitgenodigd">
        {t('administration.invitations')}
      </Heading>
      <Refusal problem={error && readProblem(error)} errors={data?.withdrawInvitation.userErrors} />
      <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
        {({ municipality }) => {
          const list = municipality?.administration?.invitations;
          if (!list || list.edges.length === 0) return <p className="bdg-soft">{t('administration.noInvitations')}</p>;
          return (
            <>
              <List label={t('administration.invitations')}>
                {list.edges.map(({ node }) => (
                  <ListItem key={node.id}>
                    <div className="bdg-administration__line">
                      <div>
                        <strong>{node.name || node.email}</strong> <Tag look={node.status === 'PENDING' ? 'brand' : undefined}>{t(`invitationStatus.${node.status}`)}</Tag>
                        <div className="bdg-soft">
                          {node.name && `${node.email} · `}
                          <DateTime value={node.createdAt} form="plain" />
                          {node.invitedBy && ` · ${t('administration.by', { name: node.invitedBy.displayName })}`}
                          {node.status === 'PENDING' && (
                            <>
                              {' '}
                              · {t('security.until')} <DateTime value={node.expiresAt} form="plain" />
                            </>
                          )}
                        </div>
                      </div>
                      {node.status === 'PENDING' && (
                        <Button look="subtle" isBusy={fetching} aria-label={t('administration.withdrawOf', { email: node.email })} onClick={() => void withdraw(node.id)}>
                          {t('administration.withdraw')}
                        </Button>
                      )}
                    </div>
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
