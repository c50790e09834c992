import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { type UserError, errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useLanguage, useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Link } from '../../ui/Link.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { Pick } from '../writing/PickMany.tsx';
import { MunicipalityPicker } from '../writing/Pickers.tsx';
import '../writing/writing.css';

const registrationOptions = graphql(`
  query RegistrationOptions($email: String!) {
    registrationOptions(email: $email) {
      municipalities { id code name slug }
      needsApproval
      ssoProvider { id name startUrl }
    }
  }
`);

const register = graphql(`
  mutation Register($input: RegisterInput!) {
    register(input: $input) {
      mailSent
      userErrors { path code message }
    }
  }
`);

const fields = ['email', 'name', 'jobTitle', 'municipalityCode'] as const;

/**
 * The work address comes first: it says which municipality, and whether somebody there has to agree. No password: that is
 * chosen with the link in the mail, by who has the mailbox.
 */
export function JoinForm({ onSent }: { onSent: (email: string) => void }) {
  const t = useText();
  const { language } = useLanguage();
  const [typed, setTyped] = useState({ email: '', name: '', jobTitle: '' });
  const [chosen, setChosen] = useState<Pick[]>([]);
  const [asked, setAsked] = useState('');
  const [{ data: found }] = useQuery({ query: registrationOptions, variables: { email: asked }, pause: asked === '' });
  const [{ fetching, data, error }, run] = useMutation(register);
  const [missing, setMissing] = useState<readonly UserError[]>([]);
  const form = useRef<HTMLFormElement>(null);
  const options = asked === typed.email.trim() ? found?.registrationOptions : undefined;
  // The verified domain of an address leaves nothing to choose, or only between those that share an organisation.
  const known = options?.municipalities ?? [];
  const [only] = known.length === 1 ? known : [];
  const code = only?.code ?? chosen[0]?.id ?? '';
  const errors = missing.length > 0 ? missing : fetching ? [] : (data?.register.userErrors ?? []);
  useEffect(() => {
    if (errors.length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [errors.length]);

  const bind = (name: keyof typeof typed) => ({
    name,
    error: errorAt(errors, name),
    value: typed[name],
    onChange: (event: { target: { value: string } }) => {
      setTyped({ ...typed, [name]: event.target.value });
      setMissing(missing.filter(({ path }) => !path.includes(name)));
    },
  });

  async function send(event: FormEvent) {
    event.preventDefault();
    const input = {
      email: typed.email.trim(), name: typed.name.trim(), jobTitle: typed.jobTitle.trim() || null,
      municipalityCode: code, language: language === 'en' ? ('EN' as const) : ('NL' as const),
    };
    const texts = {
      email: t('account.emailMissing'), name: t('joining.nameMissing'),
      municipalityCode: t('joining.municipalityMissing'),
    };
    const empty = (Object.keys(texts) as (keyof typeof texts)[]).filter((name) => input[name] === '');
    setMissing(empty.map((name) => ({ path: [name], code: 'REQUIRED', message: texts[name] })));
    if (empty.length > 0) return;
    const answer = await run({ input });
    if (answer.data?.register.mailSent) onSent(input.email);
  }

  return (
    <form ref={form} onSubmit={send} noValidate className="bdg-stack">
      <Refusal problem={error && readProblem(error)} errors={errorsBeside(errors, fields)} />
      <div>
        <TextField
          {...bind('email')} type="email" label={t('joining.email')} help={t('joining.emailHelp')} autoComplete="username" isRequired
          onBlur={() => setAsked(typed.email.includes('@') ? typed.email.trim() : '')}
        />
        {only ? (
          <p className="bdg-field" role="status">
            {t('joining.municipalityFound', { name: only.name })}
          </p>
        ) : known.length > 1 ? (
          <Select
            label={t('joining.municipality')} help={t('joining.municipalityShared')} error={errorAt(errors, 'municipalityCode')} value={code}
            options={[{ value: '', label: t('joining.choose') }, ...known.map((one) => ({ value: one.code, label: one.name }))]}
            onChange={(event) => setChosen(known.filter((one) => one.code === event.target.value).map((one) => ({ id: one.code, label: one.name })))}
          />
        ) : (
          <MunicipalityPicker
            label={t('joining.municipality')} help={t('joining.municipalityHelp')} error={errorAt(errors, 'municipalityCode')}
            chosen={chosen} onChange={setChosen}
          />
        )}
        {options?.ssoProvider && (
          <Notice>
            <p>
              {t('joining.sso', { name: options.ssoProvider.name })}{' '}
              {/* The server's own: leads on to the employer's page. */}
              <a className="utrecht-link utrecht-link--html-a" href={options.ssoProvider.startUrl}>
                {t('account.sso', { name: options.ssoProvider.name })}
              </a>
            </p>
          </Notice>
        )}
        {options?.needsApproval && (
          <p className="bdg-field bdg-soft" role="status">
            {t('joining.needsApproval')}
          </p>
        )}
        <TextField {...bind('name')} label={t('mine.name')} help={t('mine.nameHelp')} autoComplete="name" isRequired />
        <TextField {...bind('jobTitle')} label={t('mine.jobTitle')} help={t('mine.jobTitleHelp')} autoComplete="organization-title" />
      </div>
      <p className="bdg-soft">
        {t('joining.privacy')} <Link href={paths.privacy()}>{t('shell.privacy')}</Link>
      </p>
      <Button type="submit" look="primary" isBusy={fetching}>
        {t('joining.go')}
      </Button>
    </form>
  );
}
