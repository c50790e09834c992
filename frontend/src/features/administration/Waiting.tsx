import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Loaded } from '../../ui/States.tsx';

const waiting = graphql(`
  query WaitingRegistrations($code: String!) {
    municipality(code: $code) {
      id
      slug
      administration {
        pendingRegistrations(first: 50) {
          totalCount
          edges {
            node {
              person { id displayName jobTitle }
              email
              registeredAt
            }
          }
        }
      }
    }
  }
`);

const approveRegistration = graphql(`
  mutation ApproveRegistration($input: ApproveRegistrationInput!) {
    approveRegistration(input: $input) {
      person { id }
      userErrors { path code message }
    }
  }
`);

/** People who registered with an address that no mail domain knows, and proved that it is theirs. */
export function Waiting({ code, onLetIn }: { code: string; onLetIn: () => void }) {
  const t = useText();
  const [state, again] = useQuery({ query: waiting, variables: { code }, requestPolicy: 'network-only' });
  const [{ fetching, data, error }, run] = useMutation(approveRegistration);
  const [done, setDone] = useState<{ name: string; isIn: boolean } | null>(null);
  async function answer(personId: string, name: string, accept: boolean) {
    const given = await run({ input: { personId, accept } });
    if (given.data && given.data.approveRegistration.userErrors.length === 0) setDone({ name, isIn: accept });
    if (accept) onLetIn();
    again({ requestPolicy: 'network-only' });
  }
  return (
    <section aria-labelledby="wachten">
      <Heading level={2} id="wachten">
        {t('administration.waiting')}
      </Heading>
      <p className="bdg-measure">{t('administration.waitingText')}</p>
      <Refusal problem={error && readProblem(error)} errors={data?.approveRegistration.userErrors} />
      <p role="status" className="bdg-soft">
        {done && t(done.isIn ? 'administration.letIn' : 'administration.declined', { name: done.name })}
      </p>
      <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
        {({ municipality }) => {
          const edges = municipality?.administration?.pendingRegistrations.edges ?? [];
          if (edges.length === 0) return <p className="bdg-soft">{t('administration.nobodyWaits')}</p>;
          return (
            <List label={t('administration.waiting')}>
              {edges.map(({ node: { person, email, registeredAt } }) => (
                <ListItem key={person.id}>
                  <div className="bdg-administration__line">
                    <div>
                      <strong>{person.displayName}</strong>
                      <div className="bdg-soft">
                        {person.jobTitle && <span lang="nl">{person.jobTitle} · </span>}
                        {email} · <DateTime value={registeredAt} form="near" />
                      </div>
                    </div>
                    <div className="bdg-buttons">
                      <Button isBusy={fetching} aria-label={t('administration.letInOf', { name: person.displayName })} onClick={() => void answer(person.id, person.displayName, true)}>
                        {t('administration.letInGo')}
                      </Button>
                      <Button look="subtle" isBusy={fetching} aria-label={t('administration.declineOf', { name: person.displayName })} onClick={() => void answer(person.id, person.displayName, false)}>
                        {t('administration.decline')}
                      </Button>
                    </div>
                  </div>
                </ListItem>
              ))}
            </List>
          );
        }}
      </Loaded>
    </section>
  );
}
