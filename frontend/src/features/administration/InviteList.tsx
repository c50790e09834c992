import { type ChangeEvent, type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { InviteManyMutation } from '../../graphql/generated/graphql.ts';
import { readProblem } from '../../graphql/problem.ts';
import { errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Table } from '../../ui/Table.tsx';
import { TextArea } from '../../ui/TextArea.tsx';

const inviteMany = graphql(`
  mutation InviteMany($input: InviteManyInput!) {
    inviteMany(input: $input) {
      rows {
        line
        email
        name
        municipality { id name slug }
        outcome
        message
      }
      invited
      userErrors { path code message }
    }
  }
`);

type Rows = InviteManyMutation['inviteMany']['rows'];

/** Many people from a spreadsheet: looked through first, sent only after that. */
export function InviteList({ code, onInvited }: { code: string; onInvited: () => void }) {
  const t = useText();
  const [{ fetching, data, error }, run] = useMutation(inviteMany);
  const [csv, setCsv] = useState('');
  const [isMissing, setMissing] = useState(false);
  /** What the trial of this very list said. */
  const [trial, setTrial] = useState<{ csv: string; rows: Rows; invited: number } | null>(null);
  const [sent, setSent] = useState<{ rows: Rows; invited: number } | null>(null);
  const errors = fetching ? [] : (data?.inviteMany.userErrors ?? []);
  const isTried = trial !== null && trial.csv === csv;

  async function read(event: ChangeEvent<HTMLInputElement>) {
    const file = event.target.files?.[0];
    if (file) change(await file.text());
  }
  function change(text: string) {
    setCsv(text);
    setSent(null);
    setMissing(false);
  }

  async function go(event: FormEvent) {
    event.preventDefault();
    setMissing(csv.trim() === '');
    if (csv.trim() === '') return;
    const answer = await run({ input: { csv, municipalityCode: code, isDryRun: !isTried } });
    const payload = answer.data?.inviteMany;
    if (!payload || payload.userErrors.length > 0) return;
    if (isTried) {
      setSent(payload);
      setTrial(null);
      setCsv('');
      onInvited();
    } else setTrial({ csv, rows: payload.rows, invited: payload.invited });
  }

  return (
    <section aria-labelledby="lijst">
      <Heading level={2} id="lijst">
        {t('administration.list')}
      </Heading>
      <p className="bdg-measure">{t('administration.listText')}</p>
      <form onSubmit={go} noValidate className="bdg-administration__form">
        <Refusal problem={error && readProblem(error)} errors={errorsBeside(errors, ['csv'])} />
        <Field label={t('administration.file')}>
          {(control) => <input type="file" accept=".csv,text/csv,text/plain" className="bdg-file" onChange={(event) => void read(event)} {...control} />}
        </Field>
        <TextArea
          label={t('administration.csv')} help={t('administration.csvHelp')} rows={6} spellCheck={false} value={csv}
          error={isMissing ? t('administration.csvMissing') : errorAt(errors, 'csv')} onChange={(event) => change(event.target.value)}
        />
        {isTried && trial && (
          <>
            <p role="status">
              <strong>{t('administration.trial', { count: trial.invited, total: trial.rows.length })}</strong>
            </p>
            <RowTable rows={trial.rows} />
          </>
        )}
        <Button type="submit" isBusy={fetching} aria-disabled={isTried && trial?.invited === 0 ? true : undefined}>
          {isTried && trial ? t('administration.listGo', { count: trial.invited }) : t('administration.listTry')}
        </Button>
      </form>
      {sent && (
        <>
          <Notice look="ok" isUrgent>
            <p>{t('administration.listSent', { count: sent.invited })}</p>
          </Notice>
          <RowTable rows={sent.rows} />
        </>
      )}
    </section>
  );
}

function RowTable({ rows }: { rows: Rows }) {
  const t = useText();
  return (
    <Table
      caption={t('administration.rows')}
      columns={[t('administration.line'), t('account.email'), t('mine.name'), t('joining.municipality'), t('administration.outcome')]}
      rows={rows.map(({ line, email, name, municipality, outcome, message }) => [
        line,
        email,
        name,
        municipality?.name,
        <span key="outcome" className={outcome === 'INVITED' ? undefined : 'bdg-administration__wrong'}>
          {message ?? t(`inviteOutcome.${outcome}`)}
        </span>,
      ])}
    />
  );
}
