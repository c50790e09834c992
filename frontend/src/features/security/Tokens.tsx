import { type FormEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import type { TokenScope, TokensFragment } from '../../graphql/generated/graphql.ts';
import { type Problem, readProblem } from '../../graphql/problem.ts';
import { type UserError, errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Fieldset } from '../../ui/Fieldset.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Select } from '../../ui/Select.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useProof } from './useProof.tsx';

const tokensOf = graphql(`
  fragment Tokens on Security {
    apiTokens { id name scopes createdAt expiresAt lastUsedAt revokedAt }
  }
`);

const createApiToken = graphql(`
  mutation CreateApiToken($input: CreateApiTokenInput!) {
    createApiToken(input: $input) {
      token
      userErrors { path code message }
    }
  }
`);

const revokeApiToken = graphql(`
  mutation RevokeApiToken($input: RevokeApiTokenInput!) {
    revokeApiToken(input: $input) {
      apiToken { id revokedAt }
      userErrors { path code message }
    }
  }
`);

interface TokensProps {
  security: FragmentType<typeof tokensOf>;
  onChange: () => void;
}

/** What lets programs act in one's name: made here, shown once, ended here. */
export function Tokens({ security, onChange }: TokensProps) {
  const t = useText();
  const { apiTokens } = readFragment(tokensOf, security);
  const [now] = useState(Date.now);
  const isOpen = ({ revokedAt, expiresAt }: TokensFragment['apiTokens'][number]) => revokedAt === null && Date.parse(expiresAt) > now;
  const [{ error, data, fetching }, runRevoke] = useMutation(revokeApiToken);
  async function revoke(id: string) {
    await runRevoke({ input: { id } });
    onChange();
  }
  return (
    <section aria-labelledby="api-sleutels">
      <Heading level={2} id="api-sleutels">
        {t('security.tokens')}
      </Heading>
      <p className="bdg-measure">
        {t('security.tokensText')} <Link href={paths.api()}>{t('shell.api')}</Link>
      </p>
      <Refusal problem={error && readProblem(error)} errors={data?.revokeApiToken.userErrors} />
      {apiTokens.length > 0 && (
        <List label={t('security.tokens')}>
          {apiTokens.map((token) => (
            <ListItem key={token.id}>
              <div className="bdg-security__line">
                <div>
                  <strong>{token.name}</strong> {!isOpen(token) && <Tag look="accent">{t(token.revokedAt ? 'security.tokenRevoked' : 'security.tokenExpired')}</Tag>}
                  <div className="bdg-soft">
                    {token.scopes.map((scope) => t(`tokenScope.${scope}`)).join(', ')} · {t('security.until')}{' '}
                    <DateTime value={token.expiresAt} form="plain" /> ·{' '}
                    {token.lastUsedAt ? (
                      <>
                        {t('security.lastUsed')} <DateTime value={token.lastUsedAt} form="near" />
                      </>
                    ) : (
                      t('security.neverUsed')
                    )}
                  </div>
                </div>
                {isOpen(token) && (
                  <Button look="subtle" isBusy={fetching} aria-label={t('security.revokeOf', { name: token.name })} onClick={() => void revoke(token.id)}>
                    {t('security.revoke')}
                  </Button>
                )}
              </div>
            </ListItem>
          ))}
        </List>
      )}
      <NewToken onChange={onChange} />
    </section>
  );
}

const scopes: TokenScope[] = ['READ', 'WRITE'];
const terms = [30, 90, 365] as const;

function NewToken({ onChange }: { onChange: () => void }) {
  const t = useText();
  const [, run] = useMutation(createApiToken);
  const [chosen, setChosen] = useState<TokenScope[]>(['READ']);
  const [days, setDays] = useState<number>(90);
  const [made, setMade] = useState<string | null>(null);
  const [isCopied, setCopied] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const { prove, dialog } = useProof();
  const name = useRef<HTMLInputElement>(null);

  async function send(event: FormEvent) {
    event.preventDefault();
    const label = name.current?.value.trim() ?? '';
    if (label === '') {
      setErrors([{ path: ['name'], code: 'REQUIRED', message: t('security.tokenNameMissing') }]);
      name.current?.focus();
      return;
    }
    const expiresAt = new Date(Date.now() + days * 86_400_000).toISOString();
    const { error, payload } = await prove(async () => {
      const answer = await run({ input: { name: label, scopes: chosen, expiresAt } });
      return { error: answer.error, payload: answer.data?.createApiToken };
    });
    setProblem(error ? readProblem(error) : null);
    setErrors(payload?.userErrors ?? []);
    if (!payload?.token) return;
    setMade(payload.token);
    setCopied(false);
    if (name.current) name.current.value = '';
    onChange();
  }

  return (
    <>
      {made && (
        <Notice look="ok" title={t('security.tokenMade')} isUrgent>
          <p>{t('security.tokenMadeText')}</p>
          <p>
            <code className="bdg-security__secret">{made}</code>
          </p>
          <div className="bdg-buttons">
            <Button
              onClick={() => {
                void navigator.clipboard.writeText(made);
                setCopied(true);
              }}
            >
              {t('security.copy')}
            </Button>
            <span className="bdg-soft">{isCopied && t('security.copied')}</span>
          </div>
        </Notice>
      )}
      {dialog}
      <form onSubmit={send} noValidate className="bdg-security__new">
        <Refusal problem={problem} errors={errorsBeside(errors, ['name', 'scopes', 'expiresAt'])} />
        <TextField ref={name} label={t('security.tokenName')} help={t('security.tokenNameHelp')} error={errorAt(errors, 'name')} maxLength={100} />
        <Fieldset legend={t('security.tokenScopes')} error={errorAt(errors, 'scopes')}>
          {scopes.map((scope) => (
            <Checkbox
              key={scope} label={t(`tokenScope.${scope}`)} help={t(`security.scope.${scope}`)} checked={chosen.includes(scope)}
              onChange={(event) => setChosen(scopes.filter((one) => (one === scope ? event.target.checked : chosen.includes(one))))}
            />
          ))}
        </Fieldset>
        <Select
          label={t('security.tokenTerm')} value={String(days)} error={errorAt(errors, 'expiresAt')}
          options={terms.map((term) => ({ value: String(term), label: t('security.days', { count: term }) }))}
          onChange={(event) => setDays(Number(event.target.value))}
        />
        <Button type="submit">{t('security.tokenCreate')}</Button>
      </form>
    </>
  );
}
