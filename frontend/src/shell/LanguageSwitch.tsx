import { useLanguage, useText } from '../i18n/LanguageProvider.tsx';

const names = { nl: 'Nederlands', en: 'English' } as const;

export function LanguageSwitch() {
  const t = useText();
  const { language, choose } = useLanguage();
  const other = language === 'nl' ? 'en' : 'nl';
  return (
    <button
      type="button"
      className="bdg-quiet"
      lang={other}
      title={`${t('shell.language')}: ${names[other]}`}
      onClick={() => choose(other)}
    >
      {names[other]}
    </button>
  );
}
