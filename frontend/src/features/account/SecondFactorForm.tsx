import { type FormEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Paragraph } from '../../ui/Text.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { askPasskey, knowsPasskeys } from './passkeys.ts';

export const secondFactorAsked = graphql(`
  fragment SecondFactorAsked on SecondFactorChallenge {
    methods
    passkeyOptions
  }
`);

const verifySecondFactor = graphql(`
  mutation VerifySecondFactor($input: VerifySecondFactorInput!) {
    verifySecondFactor(input: $input) {
      viewer { email role }
      userErrors { path code message }
    }
  }
`);

interface SecondFactorFormProps {
  asked: FragmentType<typeof secondFactorAsked>;
  onDone: () => void;
  /** Back to address and password. */
  onBack: () => void;
}

/** The second step: a code of the app, one of the recovery codes, or a passkey. */
export function SecondFactorForm({ asked, onDone, onBack }: SecondFactorFormProps) {
  const t = useText();
  const { methods, passkeyOptions } = readFragment(secondFactorAsked, asked);
  const hasPasskey = methods.includes('PASSKEY') && knowsPasskeys();
  const [way, setWay] = useState<'totp' | 'recoveryCode'>(methods.includes('TOTP') ? 'totp' : 'recoveryCode');
  const [{ fetching, data, error }, run] = useMutation(verifySecondFactor);
  const [isMissing, setMissing] = useState(false);
  const [hasNoPasskey, setNoPasskey] = useState(false);
  const code = useRef<HTMLInputElement>(null);
  const refused = fetching ? [] : (data?.verifySecondFactor.userErrors ?? []);
  const hasCode = methods.includes('TOTP') || methods.includes('RECOVERY_CODE');

  async function verify(input: { totp?: string; recoveryCode?: string; passkey?: unknown }) {
    const answer = await run({ input });
    if (answer.data?.verifySecondFactor.viewer) onDone();
    else if (!answer.error) {
      code.current?.focus();
      code.current?.select();
    }
  }

  async function send(event: FormEvent) {
    event.preventDefault();
    const value = code.current?.value.trim() ?? '';
    setMissing(value === '');
    if (value === '') code.current?.focus();
    else await verify({ [way]: way === 'totp' ? value.replaceAll(/\s/g, '') : value });
  }

  async function usePasskey() {
    const passkey = await askPasskey(passkeyOptions);
    setNoPasskey(passkey === null);
    if (passkey !== null) await verify({ passkey });
  }

  return (
    <form onSubmit={send} noValidate className="bdg-stack">
      <Paragraph>{t(hasCode ? `account.second.${way}` : 'account.second.passkeyOnly')}</Paragraph>
      <Refusal problem={error && readProblem(error)} errors={errorsBeside(refused, hasCode ? ['totp', 'recoveryCode'] : [])} />
      {hasNoPasskey && (
        <Notice look="warning" isUrgent>
          <p>{t('account.passkeyNone')}</p>
        </Notice>
      )}
      {hasCode && (
        <>
          <TextField
            key={way} ref={code} label={t(way === 'totp' ? 'account.second.code' : 'account.second.recovery')} isRequired
            inputMode={way === 'totp' ? 'numeric' : 'text'} autoComplete="one-time-code" spellCheck={false} className="bdg-code"
            error={isMissing ? t('account.second.missing') : (errorAt(refused, 'totp') ?? errorAt(refused, 'recoveryCode'))}
          />
          <Button type="submit" look="primary" isBusy={fetching}>
            {t('account.signIn')}
          </Button>
        </>
      )}
      <div className="bdg-buttons">
        {hasPasskey && (
          <Button look={hasCode ? 'secondary' : 'primary'} isBusy={fetching} onClick={() => void usePasskey()}>
            {t('account.passkeyUse')}
          </Button>
        )}
        {methods.includes('TOTP') && methods.includes('RECOVERY_CODE') && (
          <Button look="subtle" onClick={() => setWay(way === 'totp' ? 'recoveryCode' : 'totp')}>
            {t(way === 'totp' ? 'account.second.useRecovery' : 'account.second.useTotp')}
          </Button>
        )}
        <Button look="subtle" onClick={onBack}>
          {t('account.second.back')}
        </Button>
      </div>
    </form>
  );
}
