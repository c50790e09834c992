import { type FormEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { MunicipalityRole } from '../../graphql/generated/graphql.ts';
import { readProblem } from '../../graphql/problem.ts';
import { errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';

const invite = graphql(`
  mutation Invite($input: InviteInput!) {
    invite(input: $input) {
      invitation { id email }
      userErrors { path code message }
    }
  }
`);

const roles: MunicipalityRole[] = ['MEMBER', 'EDITOR', 'ADMINISTRATOR'];

interface InviteFormProps {
  code: string;
  mayGiveRoles: boolean;
  onInvited: () => void;
}

/** One person: an address, a name if one likes, and what they may do. */
export function InviteForm({ code, mayGiveRoles, onInvited }: InviteFormProps) {
  const t = useText();
  const [{ fetching, data, error }, run] = useMutation(invite);
  const [municipalityRole, setRole] = useState<MunicipalityRole>('MEMBER');
  const [isMissing, setMissing] = useState(false);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const email = useRef<HTMLInputElement>(null);
  const name = useRef<HTMLInputElement>(null);
  const errors = fetching ? [] : (data?.invite.userErrors ?? []);

  async function send(event: FormEvent) {
    event.preventDefault();
    setSentTo(null);
    const address = email.current?.value.trim() ?? '';
    setMissing(address === '');
    if (address !== '') {
      const answer = await run({ input: { email: address, name: name.current?.value.trim() || null, municipalityCode: code, municipalityRole } });
      if (answer.data?.invite.invitation) {
        form.current?.reset();
        setRole('MEMBER');
        setSentTo(address);
        onInvited();
      }
    }
    email.current?.focus();
  }

  return (
    <section aria-labelledby="uitnodigen">
      <Heading level={2} id="uitnodigen">
        {t('administration.inviteOne')}
      </Heading>
      <p className="bdg-measure">{t('administration.inviteText')}</p>
      <form ref={form} onSubmit={send} noValidate className="bdg-administration__form">
        <Refusal problem={error && readProblem(error)} errors={errorsBeside(errors, ['email', 'name', 'municipalityRole'])} />
        <TextField
          ref={email} type="email" label={t('account.email')} isRequired autoComplete="off"
          error={isMissing ? t('account.emailMissing') : errorAt(errors, 'email')}
        />
        <TextField ref={name} label={t('mine.name')} autoComplete="off" error={errorAt(errors, 'name')} />
        {mayGiveRoles && (
          <Select
            label={t('administration.municipalityRole')} value={municipalityRole} error={errorAt(errors, 'municipalityRole')}
            options={roles.map((value) => ({ value, label: t(`municipalityRole.${value}`) }))}
            onChange={(event) => setRole(roles.find((one) => one === event.target.value) ?? municipalityRole)}
          />
        )}
        <div className="bdg-buttons">
          <Button type="submit" look="primary" isBusy={fetching}>
            {t('administration.inviteGo')}
          </Button>
          <p role="status" className="bdg-soft">
            {sentTo && t('administration.inviteSent', { email: sentTo })}
          </p>
        </div>
      </form>
    </section>
  );
}
