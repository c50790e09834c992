import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { clockTime, longDate, nearDate, plainDate } from '../lib/dates.ts';

const forms = { long: longDate, plain: plainDate, near: nearDate, time: clockTime };

/** `long`: dinsdag 11 oktober 2016. `near`: 3 dagen geleden, within a week. */
export function DateTime({ value, form = 'long' }: { value: string; form?: keyof typeof forms }) {
  const { language } = useLanguage();
  return <time dateTime={value}>{forms[form](value, language)}</time>;
}
