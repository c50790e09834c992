/** Dates as people in the Netherlands say them, whatever the time zone of the computer. */

export type Language = 'nl' | 'en';

const zone = 'Europe/Amsterdam';
const locales: Record<Language, string> = { nl: 'nl-NL', en: 'en-GB' };

function format(value: string, language: Language, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locales[language], { timeZone: zone, ...options }).format(new Date(value));
}

/** "dinsdag 11 oktober 2016" */
export function longDate(value: string, language: Language): string {
  return format(value, language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).replaceAll(',', '');
}

/** "11 oktober 2016" */
export function plainDate(value: string, language: Language): string {
  return format(value, language, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** "9:30" */
export function clockTime(value: string, language: Language): string {
  return format(value, language, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
}

/** Number of midnights in Amsterdam between the two moments; negative when `value` comes after `now`. */
function daysBefore(value: string, now: Date): number {
  return dayNumber(now) - dayNumber(new Date(value));
}

/** "2016-10-11": the day that it is in Amsterdam. */
export function dayInAmsterdam(value: string | Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(new Date(value));
}

function dayNumber(date: Date): number {
  const [year, month, day] = dayInAmsterdam(date).split('-').map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day) / 86_400_000;
}

/** "gisteren" or "3 dagen geleden" within a week, else the date. */
export function nearDate(value: string, language: Language, now: Date = new Date()): string {
  const days = daysBefore(value, now);
  if (Math.abs(days) >= 7) return plainDate(value, language);
  return new Intl.RelativeTimeFormat(locales[language], { numeric: 'auto' }).format(-days, 'day');
}

/** "09:30": what the clock says in Amsterdam, as a time field wants it. */
export function clockInAmsterdam(value: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(new Date(value));
}

/** By how many milliseconds the clock in Amsterdam is ahead of UTC. */
function ahead(moment: number): number {
  const value = new Date(moment).toISOString();
  return Date.parse(`${dayInAmsterdam(value)}T${clockInAmsterdam(value)}:00Z`) - moment;
}

/** The moment when it is `clock` ("09:30") on `day` ("2016-10-11") in Amsterdam; null when one of them is no such thing. */
export function momentInAmsterdam(day: string, clock: string): string | null {
  const wanted = Date.parse(`${day}T${clock}:00Z`);
  if (Number.isNaN(wanted)) return null;
  // The clock changes on two nights a year: what counts is how far it is ahead at that moment, not at that hour in UTC.
  const near = wanted - ahead(wanted);
  return new Date(wanted - ahead(near)).toISOString();
}
