import { useRouter } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { graphql } from '../../graphql/generated/index.ts';
import type { InvitationByTokenQuery } from '../../graphql/generated/graphql.ts';
import { readProblem } from '../../graphql/problem.ts';
import { type UserError, errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useLanguage, useText } from '../../i18n/LanguageProvider.tsx';
import { useLinkToken } from './useLinkToken.ts';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Link } from '../../ui/Link.tsx';
import { Page } from '../../ui/Page.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Skeleton } from '../../ui/States.tsx';
import { Lead, Paragraph } from '../../ui/Text.tsx';
import { TextField } from '../../ui/TextField.tsx';
import '../account/account.css';

const invitationByToken = graphql(`
  query InvitationByToken($token: String!) {
    invitationByToken(token: $token) {
      email
      name
      municipality { id name slug }
      expiresAt
    }
  }
`);

const acceptInvitation = graphql(`
  mutation AcceptInvitation($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) {
      viewer { email }
      userErrors { path code message }
    }
  }
`);

/** `/uitnodiging`: where the link in an invitation leads. */
export function InvitationPage() {
  const t = useText();
  const token = useLinkToken();
  const [{ data, error, fetching }] = useQuery({ query: invitationByToken, variables: { token }, requestPolicy: 'network-only' });
  if (data) return <Invited invitation={data.invitationByToken} token={token} />;
  if (fetching) return <Skeleton />;
  const isGone = error && readProblem(error).kind === 'notFound';
  return (
    <Page title={t('joining.invitation')}>
      {isGone ? (
        <div className="bdg-stack">
          <Paragraph>{t('joining.invitationGone')}</Paragraph>
          <Link href={paths.join()} look="button">
            {t('joining.title')}
          </Link>
        </div>
      ) : (
        <Refusal problem={error && readProblem(error)} />
      )}
    </Page>
  );
}

interface InvitedProps {
  invitation: InvitationByTokenQuery['invitationByToken'];
  token: string;
}

function Invited({ invitation, token }: InvitedProps) {
  const t = useText();
  const router = useRouter();
  const { language } = useLanguage();
  const { renew } = useSession();
  const [{ fetching, data, error }, run] = useMutation(acceptInvitation);
  const [missing, setMissing] = useState<readonly UserError[]>([]);
  const form = useRef<HTMLFormElement>(null);
  const errors = missing.length > 0 ? missing : fetching ? [] : (data?.acceptInvitation.userErrors ?? []);
  useEffect(() => {
    if (errors.length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [errors.length]);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const text = (name: string) => String(typed.get(name) ?? '');
    const input = { token, name: text('name').trim(), jobTitle: text('jobTitle').trim() || null, password: text('password'), language: language === 'en' ? ('EN' as const) : ('NL' as const) };
    const empty: UserError[] = [];
    if (input.name === '') empty.push({ path: ['name'], code: 'REQUIRED', message: t('joining.nameMissing') });
    if (input.password === '') empty.push({ path: ['password'], code: 'REQUIRED', message: t('account.passwordMissing') });
    setMissing(empty);
    if (empty.length > 0) return;
    const answer = await run({ input });
    if (!answer.data?.acceptInvitation.viewer) return;
    renew();
    router.history.push(paths.myProfile());
  }

  return (
    <Page title={t('joining.invitation')}>
      <Lead>{t('joining.invitationText', { municipality: invitation.municipality.name })}</Lead>
      <form ref={form} onSubmit={send} noValidate className="bdg-sign-in bdg-stack">
        <Refusal problem={error && readProblem(error)} errors={errorsBeside(errors, ['name', 'jobTitle', 'password'])} />
        <div>
          <TextField label={t('account.email')} type="email" autoComplete="username" value={invitation.email} readOnly />
          <TextField name="name" label={t('mine.name')} help={t('mine.nameHelp')} autoComplete="name" isRequired defaultValue={invitation.name} error={errorAt(errors, 'name')} />
          <TextField name="jobTitle" label={t('mine.jobTitle')} help={t('mine.jobTitleHelp')} autoComplete="organization-title" error={errorAt(errors, 'jobTitle')} />
          <TextField name="password" type="password" label={t('joining.password')} help={t('account.passwordHelp')} autoComplete="new-password" isRequired error={errorAt(errors, 'password')} />
        </div>
        <p className="bdg-soft">
          {t('joining.privacy')} <Link href={paths.privacy()}>{t('shell.privacy')}</Link>
        </p>
        <Button type="submit" look="primary" isBusy={fetching}>
          {t('joining.invitationGo')}
        </Button>
      </form>
    </Page>
  );
}
