import { useText } from '../../i18n/LanguageProvider.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { Lines, type LinesProps } from './Lines.tsx';
import { type BuyerLine, type DataSourceLine, emptyBuyer, emptyDataSource } from './pilotFields.ts';

const origins = ['INTERNAL', 'OPEN', 'PARTNER', 'COMMERCIAL', 'RESIDENTS', 'SENSOR'] as const;
const sensitivities = ['NONE', 'PSEUDONYMISED', 'PERSONAL', 'SPECIAL_CATEGORY'] as const;
const commitments = ['INTERESTED', 'COMMITTED', 'USING'] as const;

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
