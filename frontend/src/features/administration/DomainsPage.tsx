import { type FormEvent, useRef, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Loaded } from '../../ui/States.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { AdministrationFrame } from './AdministrationFrame.tsx';

const mailDomains = graphql(`
  query MailDomains($code: String!) {
    municipality(code: $code) {
      id
      slug
      administration {
        mailDomains { id domain status addedAt }
      }
    }
  }
`);

const addMailDomain = graphql(`
  mutation AddMailDomain($input: AddMailDomainInput!) {
    addMailDomain(input: $input) {
      mailDomain { id domain status addedAt }
      userErrors { path code message }
    }
  }
`);

const verifyMailDomain = graphql(`
  mutation VerifyMailDomain($input: VerifyMailDomainInput!) {
    verifyMailDomain(input: $input) {
      mailDomain { id domain status addedAt }
      userErrors { path code message }
    }
  }
`);

const removeMailDomain = graphql(`
  mutation RemoveMailDomain($input: RemoveMailDomainInput!) {
    removeMailDomain(input: $input) {
      mailDomain { id }
      userErrors { path code message }
    }
  }
`);

/** `/beheer/maildomeinen`: whose addresses let in without anybody looking. */
export function DomainsPage() {
  const t = useText();
  return (
    <AdministrationFrame title={t('administration.domains')}>
      {(code, viewer) => <Domains code={code} isAdmin={viewer.role === 'ADMIN'} />}
    </AdministrationFrame>
  );
}

function Domains({ code, isAdmin }: { code: string; isAdmin: boolean }) {
  const t = useText();
  const [state, again] = useQuery({ query: mailDomains, variables: { code }, requestPolicy: 'network-only' });
  const reload = () => again({ requestPolicy: 'network-only' });
  const [verified, runVerify] = useMutation(verifyMailDomain);
  const [removed, runRemove] = useMutation(removeMailDomain);
  const error = verified.error ?? removed.error;
  const isBusy = verified.fetching || removed.fetching;
  async function verify(id: string) {
    await runVerify({ input: { id } });
    reload();
  }
  async function remove(id: string) {
    await runRemove({ input: { id } });
    reload();
  }
  return (
    <section aria-labelledby="domeinen">
      <Heading level={2} id="domeinen" className="bdg-hidden">
        {t('administration.domains')}
      </Heading>
      <p className="bdg-measure">{t('administration.domainsText')}</p>
      <Refusal
        problem={error && readProblem(error)}
        errors={[...(verified.data?.verifyMailDomain.userErrors ?? []), ...(removed.data?.removeMailDomain.userErrors ?? [])]}
      />
      <Loaded state={state} onRetry={reload}>
        {({ municipality }) => {
          const domains = municipality?.administration?.mailDomains ?? [];
          if (domains.length === 0) return <p className="bdg-soft">{t('administration.noDomains')}</p>;
          return (
            <List label={t('administration.domains')}>
              {domains.map(({ id, domain, status, addedAt }) => (
                <ListItem key={id}>
                  <div className="bdg-administration__line">
                    <div>
                      <strong>{domain}</strong> <Tag look={status === 'VERIFIED' ? 'brand' : 'accent'}>{t(`mailDomainStatus.${status}`)}</Tag>
                      <div className="bdg-soft">
                        {t('security.since')} <DateTime value={addedAt} form="plain" />
                      </div>
                    </div>
                    <div className="bdg-buttons">
                      {isAdmin && status === 'PENDING' && (
                        <Button isBusy={isBusy} aria-label={t('administration.verifyOf', { domain })} onClick={() => void verify(id)}>
                          {t('administration.verify')}
                        </Button>
                      )}
                      <Button look="subtle" isBusy={isBusy} aria-label={t('search.remove', { label: domain })} onClick={() => void remove(id)}>
                        {t('writing.removeLine')}
                      </Button>
                    </div>
                  </div>
                </ListItem>
              ))}
            </List>
          );
        }}
      </Loaded>
      <NewDomain code={code} isAdmin={isAdmin} onAdded={reload} />
    </section>
  );
}

function NewDomain({ code, isAdmin, onAdded }: { code: string; isAdmin: boolean; onAdded: () => void }) {
  const t = useText();
  const [{ fetching, data, error }, run] = useMutation(addMailDomain);
  const [isMissing, setMissing] = useState(false);
  const domain = useRef<HTMLInputElement>(null);
  const errors = fetching ? [] : (data?.addMailDomain.userErrors ?? []);
  async function add(event: FormEvent) {
    event.preventDefault();
    const value = domain.current?.value.trim() ?? '';
    setMissing(value === '');
    if (value !== '') {
      const answer = await run({ input: { municipalityCode: code, domain: value } });
      if (answer.data?.addMailDomain.mailDomain) {
        if (domain.current) domain.current.value = '';
        onAdded();
      }
    }
    domain.current?.focus();
  }
  return (
    <form onSubmit={add} noValidate className="bdg-administration__form">
      <Refusal problem={error && readProblem(error)} errors={errorsBeside(errors, ['domain'])} />
      <TextField
        ref={domain} label={t('administration.domain')} help={t(isAdmin ? 'administration.domainHelp' : 'administration.domainHelpOwn')}
        autoComplete="off" autoCapitalize="none" spellCheck={false} error={isMissing ? t('writing.fillIn') : errorAt(errors, 'domain')}
      />
      <Button type="submit" isBusy={fetching}>
        {t('administration.domainAdd')}
      </Button>
    </form>
  );
}
