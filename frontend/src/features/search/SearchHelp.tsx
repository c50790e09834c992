import { useText } from '../../i18n/LanguageProvider.tsx';
import './search.css';

/** What can be typed, beside words; the names of fields are Dutch in both languages, and English ones work as well. */
const examples = [
  ['"van pilot naar productie"', 'search.help.phrase'],
  ['afval -sensoren', 'search.help.without'],
  ['titel:datapakhuis', 'search.help.title'],
  ['gemeente:"Den Haag"', 'search.help.municipality'],
  ['thema:wonen', 'search.help.theme'],
  ['soort:verslag', 'search.help.kind'],
  ['fase:productie', 'search.help.stage'],
  ['jaar:2016-2018', 'search.help.year'],
] as const;

/** How to ask precisely, for who wants to know. */
export function SearchHelp() {
  const t = useText();
  return (
    <details className="bdg-search-help" data-print="no">
      <summary>{t('search.help')}</summary>
      <dl>
        {examples.map(([typed, meaning]) => (
          <div key={typed}>
            <dt><code lang="nl">{typed}</code></dt>
            <dd>{t(meaning)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
