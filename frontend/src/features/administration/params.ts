import { readText } from '../../lib/search-values.ts';

/** What `/beheer/auditlog?…` says. */
export interface AuditParams {
  /** An `AuditKind`. */
  soort?: string;
  /** The public id of who did it. */
  wie?: string;
  /** "2016-10-11": from that day, and up to that day. */
  van?: string;
  tot?: string;
}

const readDay = (value: unknown) => {
  const text = readText(value);
  return text && /^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined;
};

/** `?gemeente=` names the municipality that is looked after, by its CBS code. */
export function readAdministrationParams(search: Record<string, unknown>): { gemeente?: string } {
  const code = readText(search.gemeente);
  return code ? { gemeente: code } : {};
}

export function readAuditParams(search: Record<string, unknown>): AuditParams {
  const kind = readText(search.soort);
  const params: AuditParams = {
    soort: kind && /^[A-Z_]+$/.test(kind) ? kind : undefined,
    wie: readText(search.wie),
    van: readDay(search.van),
    tot: readDay(search.tot),
  };
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}
