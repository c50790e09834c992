import { type ReactNode, createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { IntlProvider, useIntl } from 'react-intl';
import type { Language } from '../lib/dates.ts';
import { type MessageKey, en, nl } from './messages.ts';

interface LanguageChoice {
  language: Language;
  choose: (language: Language) => void;
}

const LanguageContext = createContext<LanguageChoice>({ language: 'nl', choose: () => undefined });

const storageKey = 'bdg-language';

function remembered(): Language {
  try {
    return localStorage.getItem(storageKey) === 'en' ? 'en' : 'nl';
  } catch {
    return 'nl';
  }
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(remembered);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choose = useCallback((next: Language) => {
    setLanguage(next);
    try {
      localStorage.setItem(storageKey, next);
    } catch {
      // A browser that forbids storage forgets the choice; nothing else depends on it.
    }
  }, []);
  const choice = useMemo(() => ({ language, choose }), [language, choose]);
  return (
    <LanguageContext value={choice}>
      <IntlProvider locale={language} defaultLocale="nl" messages={language === 'nl' ? nl : en}>
        {children}
      </IntlProvider>
    </LanguageContext>
  );
}

export function useLanguage(): LanguageChoice {
  return useContext(LanguageContext);
}

/** `t('pilots.found', { count })`: the text in the chosen language. A key that does not exist does not compile. */
export type Translate = (key: MessageKey, values?: Record<string, string | number | Date>) => string;

export function useText(): Translate {
  const intl = useIntl();
  return useCallback((key, values) => intl.formatMessage({ id: key }, values), [intl]);
}
