import { getRouteApi } from '@tanstack/react-router';
import { type ChangeEvent, type FormEvent, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { ImportThesaurusMutation, ThesaurusFormat } from '../../graphql/generated/graphql.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Link } from '../../ui/Link.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Select } from '../../ui/Select.tsx';
import { Loaded } from '../../ui/States.tsx';
import { Table } from '../../ui/Table.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import { Caretaker } from './Caretaker.tsx';

const importThesaurus = graphql(`
  mutation ImportThesaurus($input: ImportThesaurusInput!) {
    importThesaurus(input: $input) {
      created
      updated
      unchanged
      isKept
      mistakes { line reason }
    }
  }
`);

const starterThesaurus = graphql(`
  query StarterThesaurus {
    starterThesaurus
  }
`);

type Outcome = ImportThesaurusMutation['importThesaurus'];

const route = getRouteApi('/beheer/begrippen/inlezen');

/** Concepts from a file: looked through first, kept only after that. */
export function ImportConceptsPage() {
  const t = useText();
  const { begin } = route.useSearch();
  const [state, again] = useQuery({ query: starterThesaurus, pause: !begin });
  return (
    <Caretaker title={t('thesaurus.import')} isBelow>
      <p className="bdg-measure">{t(begin ? 'thesaurus.beginText' : 'thesaurus.importText')}</p>
      {begin ? (
        <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
          {(data) => <ImportForm initial={data.starterThesaurus} />}
        </Loaded>
      ) : (
        <ImportForm initial="" />
      )}
    </Caretaker>
  );
}

function ImportForm({ initial }: { initial: string }) {
  const t = useText();
  const [{ fetching, error }, run] = useMutation(importThesaurus);
  const [format, setFormat] = useState<ThesaurusFormat>('TURTLE');
  const [text, setText] = useState(initial);
  const [isMissing, setMissing] = useState(false);
  /** What came of this very text. */
  const [outcome, setOutcome] = useState<(Outcome & { isTrial: boolean }) | null>(null);
  const isTried = outcome?.isTrial === true && outcome.mistakes.length === 0;

  function change(next: string) {
    setText(next);
    setOutcome(null);
    setMissing(false);
  }
  async function read(event: ChangeEvent<HTMLInputElement>) {
    const file = event.target.files?.[0];
    if (!file) return;
    setFormat(file.name.toLowerCase().endsWith('.csv') ? 'CSV' : 'TURTLE');
    change(await file.text());
  }
  async function go(event: FormEvent) {
    event.preventDefault();
    setMissing(text.trim() === '');
    if (text.trim() === '') return;
    const answer = await run({ input: { format, text, dryRun: !isTried } });
    if (answer.data) setOutcome({ ...answer.data.importThesaurus, isTrial: !isTried });
  }

  return (
    <form onSubmit={go} noValidate className="bdg-thesaurus__form">
      <Refusal problem={error && readProblem(error)} />
      <Field label={t('thesaurus.file')} help={t('thesaurus.fileHelp')}>
        {(control) => <input type="file" accept=".ttl,.csv,text/turtle,text/csv" className="bdg-thesaurus__file" onChange={(event) => void read(event)} {...control} />}
      </Field>
      <Select
        label={t('thesaurus.format')} value={format}
        options={[{ value: 'TURTLE', label: 'SKOS (Turtle)' }, { value: 'CSV', label: 'CSV' }]}
        onChange={(event) => {
          setFormat(event.target.value === 'CSV' ? 'CSV' : 'TURTLE');
          setOutcome(null);
        }}
      />
      <TextArea
        label={t('thesaurus.text')} help={t('thesaurus.textHelp')} rows={10} spellCheck={false} value={text} className="bdg-thesaurus__text"
        error={isMissing ? t('thesaurus.textMissing') : undefined} onChange={(event) => change(event.target.value)}
      />
      {outcome && <Told outcome={outcome} />}
      {!outcome?.isKept && (
        <Button type="submit" look="primary" isBusy={fetching}>
          {isTried ? t('thesaurus.importGo') : t('thesaurus.importTry')}
        </Button>
      )}
    </form>
  );
}

function Told({ outcome }: { outcome: Outcome }) {
  const t = useText();
  const { created, updated, unchanged, isKept, mistakes } = outcome;
  if (mistakes.length > 0) {
    return (
      <>
        <Notice look="error" isUrgent>
          <p>{t('thesaurus.wrong')}</p>
        </Notice>
        <Table
          caption={t('thesaurus.mistakes')} columns={[t('administration.line'), t('thesaurus.mistake')]}
          rows={mistakes.map(({ line, reason }) => [line, <span key="reason" lang="nl">{reason}</span>])}
        />
      </>
    );
  }
  return (
    <Notice look={isKept ? 'ok' : 'info'} isUrgent>
      <p>{t('thesaurus.outcome', { created, updated, unchanged })}</p>
      <p>{isKept ? <Link href={paths.concepts()}>{t('thesaurus.toList')}</Link> : t('thesaurus.trial')}</p>
    </Notice>
  );
}
