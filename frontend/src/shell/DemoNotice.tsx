import { useState } from 'react';
import { useSession } from '../graphql/SessionProvider.tsx';
import { useText } from '../i18n/LanguageProvider.tsx';
import { Button } from '../ui/Button.tsx';

const name = 'bdg-demo-seen';

/** Waved away until the window is closed; without storage, until the page is loaded again. */
function wasSeen(): boolean {
  try {
    return sessionStorage.getItem(name) !== null;
  } catch {
    return false;
  }
}

/** On a demo network: nobody here exists, and nothing here happened. */
export function DemoNotice() {
  const t = useText();
  const { isDemo } = useSession();
  const [isSeen, setSeen] = useState(wasSeen);
  if (!isDemo || isSeen) return null;
  function wave() {
    setSeen(true);
    try {
      sessionStorage.setItem(name, 'yes');
    } catch {
      // It then comes back with the next page load.
    }
  }
  return (
    <aside className="bdg-demo" aria-label={t('shell.demo')} data-print="no">
      <div className="bdg-page">
        <p>
          <strong>{t('shell.demo')}.</strong> {t('shell.demoText')}
        </p>
        <Button look="subtle" onClick={wave}>
          {t('shell.demoSeen')}
        </Button>
      </div>
    </aside>
  );
}
