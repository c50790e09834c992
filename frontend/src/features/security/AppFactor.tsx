import { type FormEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import type { StartTotpMutation } from '../../graphql/generated/graphql.ts';
import { type Problem, readProblem } from '../../graphql/problem.ts';
import { type UserError, errorAt } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Drawing } from '../../ui/Html.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { useProof } from './useProof.tsx';

const appFactor = graphql(`
  fragment AppFactor on Security {
    hasTotp
    recoveryCodesLeft
  }
`);

const startTotp = graphql(`
  mutation StartTotp {
    startTotp {
      secret
      uri
      qrSvg
      userErrors { path code message }
    }
  }
`);

const confirmTotp = graphql(`
  mutation ConfirmTotp($input: ConfirmTotpInput!) {
    confirmTotp(input: $input) {
      recoveryCodes
      userErrors { path code message }
    }
  }
`);

const disableTotp = graphql(`
  mutation DisableTotp($input: DisableTotpInput!) {
    disableTotp(input: $input) {
      security { hasTotp }
      userErrors { path code message }
    }
  }
`);

const regenerateCodes = graphql(`
  mutation RegenerateRecoveryCodes($input: RegenerateRecoveryCodesInput!) {
    regenerateRecoveryCodes(input: $input) {
      recoveryCodes
      userErrors { path code message }
    }
  }
`);

type Setup = StartTotpMutation['startTotp'];

interface AppFactorProps {
  security: FragmentType<typeof appFactor>;
  onChange: () => void;
}

/** An app with codes as the second step. */
export function AppFactor({ security, onChange }: AppFactorProps) {
  const t = useText();
  const { hasTotp, recoveryCodesLeft } = readFragment(appFactor, security);
  const [setup, setSetup] = useState<Setup | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [, runStart] = useMutation(startTotp);
  const [, runDisable] = useMutation(disableTotp);
  const [, runRenew] = useMutation(regenerateCodes);
  const { prove, dialog } = useProof();

  async function start() {
    const { error, payload } = await prove(async () => {
      const answer = await runStart({});
      return { error: answer.error, payload: answer.data?.startTotp };
    });
    setProblem(error ? readProblem(error) : null);
    setErrors(payload?.userErrors ?? []);
    if (payload?.secret) setSetup(payload);
  }

  async function disable() {
    const { error, payload } = await prove(async () => {
      const answer = await runDisable({ input: {} });
      return { error: answer.error, payload: answer.data?.disableTotp };
    });
    setProblem(error ? readProblem(error) : null);
    setErrors(payload?.userErrors ?? []);
    if (payload?.security) onChange();
  }

  async function renew() {
    const { error, payload } = await prove(async () => {
      const answer = await runRenew({ input: {} });
      return { error: answer.error, payload: answer.data?.regenerateRecoveryCodes };
    });
    setProblem(error ? readProblem(error) : null);
    setErrors(payload?.userErrors ?? []);
    if (payload?.recoveryCodes) setCodes(payload.recoveryCodes);
  }

  return (
    <section aria-labelledby="tweede-stap">
      <Heading level={2} id="tweede-stap">
        {t('security.app')}
      </Heading>
      <p className="bdg-measure">{t('security.appText')}</p>
      <Refusal problem={problem} errors={errors} />
      {dialog}
      {codes ? (
        <RecoveryCodes
          codes={codes}
          onDone={() => {
            setCodes(null);
            onChange();
          }}
        />
      ) : setup ? (
        <SetUp
          setup={setup}
          onCancel={() => setSetup(null)}
          onCodes={(made) => {
            setSetup(null);
            setCodes(made);
          }}
        />
      ) : hasTotp ? (
        <>
          <p>
            <strong>{t('security.appOn')}</strong> {t('security.codesLeft', { count: recoveryCodesLeft })}
          </p>
          <div className="bdg-buttons">
            <Button onClick={() => void renew()}>{t('security.codesRenew')}</Button>
            <Button look="subtle" onClick={() => void disable()}>
              {t('security.appDisable')}
            </Button>
          </div>
        </>
      ) : (
        <Button onClick={() => void start()}>{t('security.appStart')}</Button>
      )}
    </section>
  );
}

interface SetUpProps {
  setup: Setup;
  onCancel: () => void;
  onCodes: (codes: readonly string[]) => void;
}

/** Scan, then show that it worked. */
function SetUp({ setup, onCancel, onCodes }: SetUpProps) {
  const t = useText();
  const [{ fetching, data, error }, run] = useMutation(confirmTotp);
  const [isMissing, setMissing] = useState(false);
  const code = useRef<HTMLInputElement>(null);

  async function send(event: FormEvent) {
    event.preventDefault();
    const value = code.current?.value.replaceAll(/\s/g, '') ?? '';
    setMissing(value === '');
    if (value !== '') {
      const answer = await run({ input: { code: value } });
      const made = answer.data?.confirmTotp.recoveryCodes;
      if (made) return onCodes(made);
    }
    return code.current?.focus();
  }

  return (
    <form onSubmit={send} noValidate className="bdg-security__setup">
      <p>{t('security.scan')}</p>
      {setup.qrSvg && (
        <div className="bdg-security__qr">
          <Drawing svg={setup.qrSvg} label={t('security.qr')} />
        </div>
      )}
      <p>
        {t('security.typeSecret')} <code className="bdg-security__secret">{setup.secret?.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
      {setup.uri && (
        <p>
          <a className="utrecht-link utrecht-link--html-a" href={setup.uri}>
            {t('security.openApp')}
          </a>
        </p>
      )}
      <Refusal problem={error && readProblem(error)} />
      <TextField
        ref={code} label={t('security.firstCode')} help={t('security.firstCodeHelp')} isRequired className="bdg-code"
        inputMode="numeric" autoComplete="one-time-code"
        error={isMissing ? t('account.second.missing') : errorAt(data?.confirmTotp.userErrors ?? [], 'code')}
      />
      <div className="bdg-buttons">
        <Button type="submit" look="primary" isBusy={fetching}>
          {t('security.appConfirm')}
        </Button>
        <Button look="subtle" onClick={onCancel}>
          {t('shell.cancel')}
        </Button>
      </div>
    </form>
  );
}
