import { useId } from 'react';
import type { Domain, PilotStage } from '../../graphql/generated/graphql.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Table } from '../../ui/Table.tsx';
import { classes } from '../../ui/classes.ts';
import { type PlotDomain, holdsNumber, radiusOf, toPlot } from './plot.ts';

interface PilotPlotProps {
  pilots: readonly { stage: PilotStage; domains: readonly Domain[] }[];
}

// As wide as a phone, so that the words are no smaller there than other small text.
const left = 88;
const right = 4;
const top = 28;
const columnWidth = 84;
const rowHeight = 36;

/** Pilots by stage and by what they strengthen, as circles; the same numbers stand in a table behind it. */
export function PilotPlot({ pilots }: PilotPlotProps) {
  const t = useText();
  const id = useId();
  const plot = toPlot(pilots);
  const width = left + plot.domains.length * columnWidth + right;
  const height = top + plot.rows.length * rowHeight;
  const nameOf = (domain: PlotDomain) => (domain === null ? t('municipalities.noDomain') : t(`domain.${domain}`));
  const xOf = (column: number) => left + (column + 0.5) * columnWidth;
  return (
    <figure className="bdg-plot">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={`${id}-title`}>
        <title id={`${id}-title`}>{t('municipalities.plotTitle')}</title>
        {plot.domains.map((domain, column) => (
          <text key={domain} x={xOf(column)} y={14} textAnchor="middle" className="bdg-plot__domain">
            {nameOf(domain)}
          </text>
        ))}
        {plot.rows.map(({ stage, counts }, row) => {
          const y = top + (row + 0.5) * rowHeight;
          return (
            <g key={stage} className={classes(stage === 'STOPPED' && 'bdg-plot__stopped') || undefined}>
              <text x={0} y={y} dominantBaseline="central">
                {t(`stage.${stage}`)}
              </text>
              <line x1={left} x2={width - right} y1={y} y2={y} />
              {counts.map(
                (count, column) =>
                  count > 0 && (
                    <Circle key={plot.domains[column]} x={xOf(column)} y={y} count={count} radius={radiusOf(count, plot.largest)} />
                  ),
              )}
            </g>
          );
        })}
      </svg>
      <figcaption>
        <p className="bdg-soft">{t('municipalities.plotNote')}</p>
        <details>
          <summary>{t('municipalities.asTable')}</summary>
          <Table
            caption={t('municipalities.plotTitle')}
            columns={[t('pilots.stage'), ...plot.domains.map(nameOf)]}
            rows={plot.rows.map(({ stage, counts }) => [t(`stage.${stage}`)].concat(counts.map(String)))}
          />
        </details>
      </figcaption>
    </figure>
  );
}

function Circle({ x, y, count, radius }: { x: number; y: number; count: number; radius: number }) {
  const isInside = holdsNumber(radius);
  return (
    <g>
      <circle cx={x} cy={y} r={radius} />
      <text
        x={isInside ? x : x + radius + 4}
        y={y}
        textAnchor={isInside ? 'middle' : 'start'}
        dominantBaseline="central"
        className={isInside ? 'bdg-plot__inside' : 'bdg-plot__beside'}
      >
        {count}
      </text>
    </g>
  );
}
