import { useSyncExternalStore } from 'react';
import { useText } from '../i18n/LanguageProvider.tsx';

function subscribe(change: () => void) {
  window.addEventListener('online', change);
  window.addEventListener('offline', change);
  return () => {
    window.removeEventListener('online', change);
    window.removeEventListener('offline', change);
  };
}

/** A line under the header while the computer has no network. */
export function OfflineNotice() {
  const t = useText();
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div role="status" className="bdg-offline">
      {!isOnline && <p className="bdg-page">{t('shell.offlineNow')}</p>}
    </div>
  );
}
