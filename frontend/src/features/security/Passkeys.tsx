import { type FormEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import { type Problem, readProblem } from '../../graphql/problem.ts';
import { type UserError, errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { knowsPasskeys, makePasskey } from '../account/passkeys.ts';
import { useProof } from './useProof.tsx';

const passkeysOf = graphql(`
  fragment Passkeys on Security {
    passkeys { id name createdAt lastUsedAt }
  }
`);

const startPasskey = graphql(`
  mutation StartPasskeyRegistration {
    startPasskeyRegistration {
      options
      userErrors { path code message }
    }
  }
`);

const finishPasskey = graphql(`
  mutation FinishPasskeyRegistration($input: FinishPasskeyRegistrationInput!) {
    finishPasskeyRegistration(input: $input) {
      passkey { id }
      userErrors { path code message }
    }
  }
`);

const removePasskey = graphql(`
  mutation RemovePasskey($input: RemovePasskeyInput!) {
    removePasskey(input: $input) {
      security { passkeys { id } }
      userErrors { path code message }
    }
  }
`);

interface PasskeysProps {
  security: FragmentType<typeof passkeysOf>;
  onChange: () => void;
}

/** Keys that devices keep: instead of a password, and as a second step. */
export function Passkeys({ security, onChange }: PasskeysProps) {
  const t = useText();
  const { passkeys } = readFragment(passkeysOf, security);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [wasDropped, setDropped] = useState(false);
  const [, runStart] = useMutation(startPasskey);
  const [, runFinish] = useMutation(finishPasskey);
  const [, runRemove] = useMutation(removePasskey);
  const { prove, dialog } = useProof();
  const name = useRef<HTMLInputElement>(null);

  async function add(event: FormEvent) {
    event.preventDefault();
    const label = name.current?.value.trim() ?? '';
    if (label === '') {
      setErrors([{ path: ['name'], code: 'REQUIRED', message: t('security.passkeyNameMissing') }]);
      return name.current?.focus();
    }
    const { error, payload } = await prove(async () => {
      const answer = await runStart({});
      return { error: answer.error, payload: answer.data?.startPasskeyRegistration };
    });
    setProblem(error ? readProblem(error) : null);
    setErrors(payload?.userErrors ?? []);
    if (!payload?.options) return undefined;
    const credential = await makePasskey(payload.options);
    setDropped(credential === null);
    if (credential === null) return undefined;
    const finished = await runFinish({ input: { name: label, credential } });
    setProblem(finished.error ? readProblem(finished.error) : null);
    setErrors(finished.data?.finishPasskeyRegistration.userErrors ?? []);
    if (!finished.data?.finishPasskeyRegistration.passkey) return undefined;
    if (name.current) name.current.value = '';
    return onChange();
  }

  async function remove(id: string) {
    const { error, payload } = await prove(async () => {
      const answer = await runRemove({ input: { id } });
      return { error: answer.error, payload: answer.data?.removePasskey };
    });
    setProblem(error ? readProblem(error) : null);
    setErrors(payload?.userErrors ?? []);
    if (payload?.security) onChange();
  }

  return (
    <section aria-labelledby="toegangssleutels">
      <Heading level={2} id="toegangssleutels">
        {t('security.passkeys')}
      </Heading>
      <p className="bdg-measure">{t('security.passkeysText')}</p>
      <Refusal problem={problem} errors={errorsBeside(errors, ['name'])} />
      {dialog}
      {passkeys.length > 0 && (
        <List label={t('security.passkeys')}>
          {passkeys.map((passkey) => (
            <ListItem key={passkey.id}>
              <div className="bdg-security__line">
                <div>
                  <strong>{passkey.name}</strong>
                  <div className="bdg-soft">
                    {t('security.made')} <DateTime value={passkey.createdAt} form="plain" /> ·{' '}
                    {passkey.lastUsedAt ? (
                      <>
                        {t('security.lastUsed')} <DateTime value={passkey.lastUsedAt} form="near" />
                      </>
                    ) : (
                      t('security.neverUsed')
                    )}
                  </div>
                </div>
                <Button look="subtle" aria-label={t('search.remove', { label: passkey.name })} onClick={() => void remove(passkey.id)}>
                  {t('writing.removeLine')}
                </Button>
              </div>
            </ListItem>
          ))}
        </List>
      )}
      {wasDropped && (
        <Notice look="warning" isUrgent>
          <p>{t('security.passkeyDropped')}</p>
        </Notice>
      )}
      {knowsPasskeys() ? (
        <form onSubmit={add} noValidate className="bdg-security__add">
          <TextField ref={name} label={t('security.passkeyName')} help={t('security.passkeyNameHelp')} error={errorAt(errors, 'name')} maxLength={100} />
          <Button type="submit">{t('security.passkeyAdd')}</Button>
        </form>
      ) : (
        <p className="bdg-soft">{t('security.passkeysUnknown')}</p>
      )}
    </section>
  );
}
