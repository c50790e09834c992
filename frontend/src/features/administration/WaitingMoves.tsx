import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { Refusal } from '../../ui/Refusal.tsx';

const waitingMoves = graphql(`
  query WaitingMoves($code: String!) {
    municipality(code: $code) {
      id
      slug
      administration {
        pendingMoves {
          person { id displayName municipality { id name slug } }
          email
          jobTitle
          askedAt
        }
      }
    }
  }
`);

const answerMove = graphql(`
  mutation AnswerMove($input: AnswerMoveInput!) {
    answerMove(input: $input) {
      person { id municipality { id name slug } }
      userErrors { path code message }
    }
  }
`);

/** People of other municipalities who say that they work here now. Mostly there are none: then nothing is shown. */
export function WaitingMoves({ code, onLetIn }: { code: string; onLetIn: () => void }) {
  const t = useText();
  const [{ data: found, error: failed }, again] = useQuery({ query: waitingMoves, variables: { code }, requestPolicy: 'network-only' });
  const [{ fetching, data, error }, run] = useMutation(answerMove);
  const [done, setDone] = useState<{ name: string; isIn: boolean } | null>(null);
  const moves = found?.municipality?.administration?.pendingMoves ?? [];
  async function answer(personId: string, name: string, accept: boolean) {
    const given = await run({ input: { personId, accept } });
    if (given.data && given.data.answerMove.userErrors.length === 0) setDone({ name, isIn: accept });
    if (accept) onLetIn();
    again({ requestPolicy: 'network-only' });
  }
  const problem = error ?? failed;
  if (moves.length === 0 && !done && !problem) return null;
  return (
    <section aria-labelledby="overstappen">
      <Heading level={2} id="overstappen">
        {t('administration.moves')}
      </Heading>
      <p className="bdg-measure">{t('administration.movesText')}</p>
      <Refusal problem={problem && readProblem(problem)} errors={data?.answerMove.userErrors} />
      <p role="status" className="bdg-soft">
        {done && t(done.isIn ? 'administration.moveDone' : 'administration.moveDeclined', { name: done.name })}
      </p>
      <List label={t('administration.moves')}>
        {moves.map(({ person, email, jobTitle, askedAt }) => (
          <ListItem key={person.id}>
            <div className="bdg-administration__line">
              <div>
                <strong>
                  <Link href={paths.person(person.id)}>{person.displayName}</Link>
                </strong>
                <div className="bdg-soft">
                  {jobTitle && <span lang="nl">{jobTitle} · </span>}
                  {t('administration.moveFrom', { municipality: person.municipality.name })} · {email} · <DateTime value={askedAt} form="near" />
                </div>
              </div>
              <div className="bdg-buttons">
                <Button isBusy={fetching} aria-label={t('administration.moveOf', { name: person.displayName })} onClick={() => void answer(person.id, person.displayName, true)}>
                  {t('administration.moveGo')}
                </Button>
                <Button look="subtle" isBusy={fetching} aria-label={t('administration.moveDeclineOf', { name: person.displayName })} onClick={() => void answer(person.id, person.displayName, false)}>
                  {t('administration.decline')}
                </Button>
              </div>
            </div>
          </ListItem>
        ))}
      </List>
    </section>
  );
}
