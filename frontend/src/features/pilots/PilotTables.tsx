import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Table } from '../../ui/Table.tsx';

const pilotData = graphql(`
  fragment PilotData on Pilot {
    dataSources {
      name
      origin
      personalData
    }
  }
`);

const pilotBuyers = graphql(`
  fragment PilotBuyers on Pilot {
    buyers {
      unit
      role
      need
      commitment
    }
  }
`);

/** Which data it used, where they come from and how sensitive they are. */
export function PilotData({ pilot }: { pilot: FragmentType<typeof pilotData> }) {
  const t = useText();
  const { dataSources } = readFragment(pilotData, pilot);
  if (dataSources.length === 0) return null;
  return (
    <section>
      <Heading level={2}>{t('pilots.data')}</Heading>
      <Table
        caption={t('pilots.dataCaption')}
        columns={[t('pilots.dataName'), t('pilots.dataOrigin'), t('pilots.dataPersonal')]}
        rows={dataSources.map((source) => [source.name, t(`origin.${source.origin}`), t(`personalData.${source.personalData}`)])}
      />
    </section>
  );
}

/** Who in the organisation asked for it. */
export function PilotBuyers({ pilot }: { pilot: FragmentType<typeof pilotBuyers> }) {
  const t = useText();
  const { buyers } = readFragment(pilotBuyers, pilot);
  if (buyers.length === 0) return null;
  return (
    <section>
      <Heading level={2}>{t('pilots.buyers')}</Heading>
      <Table
        caption={t('pilots.buyersCaption')}
        columns={[t('pilots.buyersUnit'), t('pilots.buyersNeed'), t('pilots.buyersCommitment')]}
        rows={buyers.map((buyer) => [
          buyer.role ? `${buyer.unit} (${buyer.role})` : buyer.unit,
          buyer.need ?? '–',
          t(`commitment.${buyer.commitment}`),
        ])}
      />
    </section>
  );
}
