import type { MessageKey } from '../../i18n/messages.ts';

/** The fields of pilots and reports that have a history, with what they are called on their pages. */
const labels: Record<string, MessageKey> = {
  title: 'writing.title',
  summary: 'writing.summary',
  stage: 'pilots.stage',
  domains: 'writing.pilot.domains',
  problem: 'pilots.problem',
  approach: 'pilots.approach',
  results: 'pilots.results',
  lessonsLearned: 'writing.pilot.lessonsLearned',
  failures: 'pilots.failures',
  partners: 'pilots.partners',
  dataSources: 'pilots.data',
  buyers: 'pilots.buyers',
  cost: 'pilots.cost',
  body: 'writing.report.body',
  takeHomeMessage: 'reports.takeHome',
};

/** What a field is called; a field that the program does not know any more has no name. */
export const labelOf = (field: string): MessageKey => labels[field] ?? 'history.otherField';

/**
 * A value as people read it. `word` gives the word for a value such as `IDEA`. Texts stay as they are; lists come one
 * on each line, and of a thing with parts the parts stand beside each other.
 */
export function readable(field: string, value: string | null, word: (value: string) => string): string {
  if (value === null) return '';
  if (field === 'stage') return word(value);
  if (!['domains', 'partners', 'dataSources', 'buyers'].includes(field)) return value;
  const list = parse(value);
  return list.map((one) => parts(one).map(field === 'partners' ? String : word).join(' · ')).join('\n');
}

function parse(value: string): unknown[] {
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) ? list : [value];
  } catch {
    return [value];
  }
}

function parts(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.values(value).filter((part): part is string => typeof part === 'string' && part !== '');
}
