import type { ReactNode } from 'react';
import type { UserError } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { type BuyerLine, type DataSourceLine, emptyBuyer, emptyDataSource } from './pilotFields.ts';
import { errorInLine, placeOf } from './useDraft.ts';

const origins = ['INTERNAL', 'OPEN', 'PARTNER', 'COMMERCIAL', 'RESIDENTS', 'SENSOR'] as const;
const sensitivities = ['NONE', 'PSEUDONYMISED', 'PERSONAL', 'SPECIAL_CATEGORY'] as const;
const commitments = ['INTERESTED', 'COMMITTED', 'USING'] as const;

interface LinesProps<Line> {
  lines: readonly Line[];
  onChange: (lines: Line[]) => void;
  errors: readonly UserError[];
}

export function DataSourceLines({ lines, onChange, errors }: LinesProps<DataSourceLine>) {
  const t = useText();
  return (
    <Lines
      name="dataSources" legend={t('writing.pilot.dataSources')} help={t('writing.pilot.dataSourcesHelp')}
      add={t('writing.pilot.dataSourcesAdd')} remove={(line) => t('search.remove', { label: line.name || t('writing.pilot.dataSource') })}
      empty={emptyDataSource} lines={lines} onChange={onChange} errors={errors}
    >
      {(line, change, error) => (
        <>
          <TextField lang="nl" label={t('pilots.dataName')} value={line.name} error={error('name')} onChange={(event) => change({ name: event.target.value })} />
          <Select
            label={t('pilots.dataOrigin')} value={line.origin} error={error('origin')}
            options={origins.map((value) => ({ value, label: t(`origin.${value}`) }))}
            onChange={(event) => change({ origin: origins.find((one) => one === event.target.value) ?? line.origin })}
          />
          <Select
            label={t('pilots.dataPersonal')} value={line.personalData} error={error('personalData')}
            options={sensitivities.map((value) => ({ value, label: t(`personalData.${value}`) }))}
            onChange={(event) => change({ personalData: sensitivities.find((one) => one === event.target.value) ?? line.personalData })}
          />
        </>
      )}
    </Lines>
  );
}

export function BuyerLines({ lines, onChange, errors }: LinesProps<BuyerLine>) {
  const t = useText();
  return (
    <Lines
      name="buyers" legend={t('writing.pilot.buyers')} help={t('writing.pilot.buyersHelp')}
      add={t('writing.pilot.buyersAdd')} remove={(line) => t('search.remove', { label: line.unit || t('writing.pilot.buyer') })}
      empty={emptyBuyer} lines={lines} onChange={onChange} errors={errors}
    >
      {(line, change, error) => (
        <>
          <TextField lang="nl" label={t('pilots.buyersUnit')} value={line.unit} error={error('unit')} onChange={(event) => change({ unit: event.target.value })} />
          <TextField lang="nl" label={t('writing.pilot.buyerRole')} value={line.role} error={error('role')} onChange={(event) => change({ role: event.target.value })} />
          <TextField lang="nl" label={t('pilots.buyersNeed')} value={line.need} error={error('need')} onChange={(event) => change({ need: event.target.value })} />
          <Select
            label={t('pilots.buyersCommitment')} value={line.commitment} error={error('commitment')}
            options={commitments.map((value) => ({ value, label: t(`commitment.${value}`) }))}
            onChange={(event) => change({ commitment: commitments.find((one) => one === event.target.value) ?? line.commitment })}
          />
        </>
      )}
    </Lines>
  );
}

interface LinesFrameProps<Line> extends LinesProps<Line> {
  name: string;
  legend: string;
  help: string;
  add: string;
  /** Says which line goes. */
  remove: (line: Line) => string;
  empty: Line;
  children: (line: Line, change: (patch: Partial<Line>) => void, error: (part: string) => string | undefined) => ReactNode;
}

/** A list of things with some fields each. */
function Lines<Line extends object>({ name, legend, help, add, remove, empty, lines, onChange, errors, children }: LinesFrameProps<Line>) {
  const t = useText();
  return (
    <fieldset className="bdg-rows" id={placeOf(name)}>
      <legend>{legend}</legend>
      <div className="utrecht-form-field-description">{help}</div>
      {lines.map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line has no other name; its fields hold no state of their own
        <div className="bdg-row" key={index} role="group" aria-label={`${legend} ${index + 1}`}>
          {children(
            line,
            (patch) => onChange(lines.map((one, at) => (at === index ? { ...one, ...patch } : one))),
            (part) => errorInLine(errors, name, index, part),
          )}
          <Button look="subtle" aria-label={remove(line)} onClick={() => onChange(lines.filter((_, at) => at !== index))}>
            {t('writing.removeLine')}
          </Button>
        </div>
      ))}
      <Button onClick={() => onChange([...lines, empty])}>{add}</Button>
    </fieldset>
  );
}
