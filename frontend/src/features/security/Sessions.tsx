import { useState } from 'react';
import { useMutation } from 'urql';
import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Tag } from '../../ui/Tag.tsx';

const sessionsOf = graphql(`
  fragment Sessions on Security {
    sessions { id device createdAt lastUsedAt isCurrent }
  }
`);

const revokeSession = graphql(`
  mutation RevokeSession($input: RevokeSessionInput!) {
    revokeSession(input: $input) {
      revokedCount
      userErrors { path code message }
    }
  }
`);

interface SessionsProps {
  security: FragmentType<typeof sessionsOf>;
  onChange: () => void;
}

/** Where one is signed in, this place first; each of the others can be ended from here. */
export function Sessions({ security, onChange }: SessionsProps) {
  const t = useText();
  const { sessions } = readFragment(sessionsOf, security);
  const [{ fetching, error, data }, run] = useMutation(revokeSession);
  const [ended, setEnded] = useState(0);
  const shown = sessions.toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent));

  async function end(input: { id: string } | { allOthers: true }) {
    const answer = await run({ input });
    setEnded(answer.data?.revokeSession.revokedCount ?? 0);
    onChange();
  }

  return (
    <section aria-labelledby="sessies">
      <Heading level={2} id="sessies">
        {t('security.sessions')}
      </Heading>
      <p className="bdg-measure">{t('security.sessionsText')}</p>
      <Refusal problem={error && readProblem(error)} errors={data?.revokeSession.userErrors} />
      <List label={t('security.sessions')}>
        {shown.map((session) => (
          <ListItem key={session.id}>
            <div className="bdg-security__line">
              <div>
                <strong>{session.device || t('security.unknownDevice')}</strong> {session.isCurrent && <Tag look="brand">{t('security.here')}</Tag>}
                <div className="bdg-soft">
                  {t('security.since')} <DateTime value={session.createdAt} form="plain" /> · {t('security.lastUsed')}{' '}
                  <DateTime value={session.lastUsedAt} form="near" />, <DateTime value={session.lastUsedAt} form="time" />
                </div>
              </div>
              {!session.isCurrent && (
                <Button
                  look="subtle" isBusy={fetching}
                  aria-label={t('security.endOf', { device: session.device || t('security.unknownDevice') })}
                  onClick={() => void end({ id: session.id })}
                >
                  {t('security.end')}
                </Button>
              )}
            </div>
          </ListItem>
        ))}
      </List>
      <div className="bdg-buttons">
        {sessions.length > 1 && (
          <Button isBusy={fetching} onClick={() => void end({ allOthers: true })}>
            {t('security.endOthers')}
          </Button>
        )}
        <p role="status" className="bdg-soft">
          {ended > 0 && t('security.ended', { count: ended })}
        </p>
      </div>
    </section>
  );
}
