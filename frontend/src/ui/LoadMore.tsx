import { useText } from '../i18n/LanguageProvider.tsx';
import { Button } from './Button.tsx';

interface LoadMoreProps {
  shown: number;
  total: number;
  hasMore: boolean;
  isBusy: boolean;
  onMore: () => void;
}

/** Under a list. Says how far one is; the list itself grows above it, so nothing jumps. */
export function LoadMore({ shown, total, hasMore, isBusy, onMore }: LoadMoreProps) {
  const t = useText();
  if (!hasMore) return null;
  return (
    <div className="bdg-more" data-print="no">
      <p className="bdg-soft">{t('shell.shown', { shown, total })}</p>
      <Button isBusy={isBusy} onClick={onMore}>
        {t('shell.loadMore')}
      </Button>
    </div>
  );
}
