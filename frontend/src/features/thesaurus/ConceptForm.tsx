import { type FormEvent, useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { Problem } from '../../graphql/problem.ts';
import { type UserError, errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import type { FieldTexts } from '../../ui/Field.tsx';
import { Button } from '../../ui/Button.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { type Pick, PickMany } from '../writing/PickMany.tsx';
import { ThemePicker } from '../writing/Pickers.tsx';

/** What the form holds. */
export interface ConceptFields {
  prefLabel: string;
  prefLabelEn: string;
  /** One word on each line. */
  altLabels: string;
  hiddenLabels: string;
  scopeNote: string;
  broader: Pick[];
  related: Pick[];
  theme: Pick[];
}

export const noConcept: ConceptFields = {
  prefLabel: '', prefLabelEn: '', altLabels: '', hiddenLabels: '', scopeNote: '', broader: [], related: [], theme: [],
};

const fieldNames = ['prefLabel', 'prefLabelEn', 'altLabels', 'hiddenLabels', 'scopeNote', 'broader', 'related', 'theme'];

const lines = (text: string) => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
const ids = (picks: readonly Pick[]) => picks.map(({ id }) => id);

/** The same as the API takes it. */
export function toInput(fields: ConceptFields) {
  return {
    prefLabel: fields.prefLabel,
    prefLabelEn: fields.prefLabelEn,
    altLabels: lines(fields.altLabels),
    hiddenLabels: lines(fields.hiddenLabels),
    scopeNote: fields.scopeNote,
    broader: ids(fields.broader),
    related: ids(fields.related),
    theme: fields.theme[0]?.id ?? '',
  };
}

interface ConceptFormProps {
  initial: ConceptFields;
  isBusy: boolean;
  problem: Problem | null;
  errors: readonly UserError[];
  onSave: (fields: ConceptFields) => void;
}

/** Words that mean the same, and how they relate to others. */
export function ConceptForm({ initial, isBusy, problem, errors, onSave }: ConceptFormProps) {
  const t = useText();
  const [fields, setFields] = useState(initial);
  const change = (patch: Partial<ConceptFields>) => setFields({ ...fields, ...patch });
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSave(fields);
  };
  return (
    <form onSubmit={send} noValidate className="bdg-thesaurus__form">
      <Refusal problem={problem} errors={errorsBeside(errors, fieldNames)} />
      <TextField
        label={t('thesaurus.prefLabel')} help={t('thesaurus.prefLabelHelp')} isRequired maxLength={100} lang="nl"
        value={fields.prefLabel} error={errorAt(errors, 'prefLabel')} onChange={(event) => change({ prefLabel: event.target.value })}
      />
      <TextArea
        label={t('thesaurus.altLabels')} help={t('thesaurus.altLabelsHelp')} rows={5} lang="nl" spellCheck={false}
        value={fields.altLabels} error={errorAt(errors, 'altLabels')} onChange={(event) => change({ altLabels: event.target.value })}
      />
      <TextField
        label={t('thesaurus.prefLabelEn')} maxLength={100} lang="en"
        value={fields.prefLabelEn} error={errorAt(errors, 'prefLabelEn')} onChange={(event) => change({ prefLabelEn: event.target.value })}
      />
      <TextArea
        label={t('thesaurus.hiddenLabels')} help={t('thesaurus.hiddenLabelsHelp')} rows={3} lang="nl" spellCheck={false}
        value={fields.hiddenLabels} error={errorAt(errors, 'hiddenLabels')} onChange={(event) => change({ hiddenLabels: event.target.value })}
      />
      <ConceptPicker
        label={t('thesaurus.broader')} help={t('thesaurus.broaderHelp')}
        chosen={fields.broader} error={errorAt(errors, 'broader')} onChange={(broader) => change({ broader })}
      />
      <ConceptPicker
        label={t('thesaurus.related')} help={t('thesaurus.relatedHelp')}
        chosen={fields.related} error={errorAt(errors, 'related')} onChange={(related) => change({ related })}
      />
      <ThemePicker
        label={t('thesaurus.theme')} help={t('thesaurus.themeHelp')} isSingle
        chosen={fields.theme} error={errorAt(errors, 'theme')} onChange={(theme) => change({ theme })}
      />
      <TextArea
        label={t('thesaurus.scopeNote')} help={t('thesaurus.scopeNoteHelp')} rows={3} maxLength={2000} lang="nl"
        value={fields.scopeNote} error={errorAt(errors, 'scopeNote')} onChange={(event) => change({ scopeNote: event.target.value })}
      />
      <Button type="submit" look="primary" isBusy={isBusy}>{t('thesaurus.save')}</Button>
    </form>
  );
}

const pickConcepts = graphql(`
  query PickConcepts($query: String!) {
    concepts(query: $query, first: 8) {
      edges { node { id prefLabel } }
    }
  }
`);

interface PickerProps extends FieldTexts {
  chosen: readonly Pick[];
  isSingle?: boolean;
  onChange: (chosen: Pick[]) => void;
}

/** Concepts, found by any of their words. */
export function ConceptPicker(props: PickerProps) {
  const [isActive, setActive] = useState(false);
  const [query, setQuery] = useState('');
  const [{ data }] = useQuery({ query: pickConcepts, variables: { query: query.trim() }, pause: !isActive });
  const options = (data?.concepts.edges ?? []).map(({ node }) => ({ id: node.id, label: node.prefLabel }));
  return <PickMany {...props} isFound options={options} onType={setQuery} onActive={setActive} />;
}
