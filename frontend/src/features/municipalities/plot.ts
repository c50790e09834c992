import type { Domain, PilotStage } from '../../graphql/generated/graphql.ts';

export const plotStages = [
  'IDEA',
  'EXPLORATION',
  'EXPERIMENT',
  'EVALUATION',
  'SCALING',
  'PRODUCTION',
  'STOPPED',
] as const satisfies readonly PilotStage[];

/** `null`: pilots that name no domain. */
export type PlotDomain = Domain | null;

export interface Plot {
  /** The domains that get a column: the three, and one for pilots without any when there are such. */
  domains: readonly PlotDomain[];
  rows: readonly { stage: PilotStage; counts: readonly number[] }[];
  largest: number;
}

interface PlotPilot {
  stage: PilotStage;
  domains: readonly Domain[];
}

/** How many pilots are in each stage for each domain. A pilot that strengthens two domains counts in both. */
export function toPlot(pilots: readonly PlotPilot[]): Plot {
  const domains: PlotDomain[] = ['POLICY', 'COLLABORATION', 'SOCIETY'];
  if (pilots.some((pilot) => pilot.domains.length === 0)) domains.push(null);
  const isIn = (pilot: PlotPilot, domain: PlotDomain) =>
    domain === null ? pilot.domains.length === 0 : pilot.domains.includes(domain);
  const rows = plotStages.map((stage) => ({
    stage,
    counts: domains.map((domain) => pilots.filter((pilot) => pilot.stage === stage && isIn(pilot, domain)).length),
  }));
  return { domains, rows, largest: Math.max(0, ...rows.flatMap(({ counts }) => counts)) };
}

const unit = 9;
const widest = 18;

/** Radius of a circle whose surface is in proportion to the count. */
export function radiusOf(count: number, largest: number): number {
  return Math.min(unit, widest / Math.sqrt(Math.max(largest, 1))) * Math.sqrt(count);
}

/** Whether two digits fit in such a circle; else they stand beside it. */
export function holdsNumber(radius: number): boolean {
  return radius >= 8;
}
