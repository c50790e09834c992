import { useText } from '../i18n/LanguageProvider.tsx';
import { Button } from '../ui/Button.tsx';
import { Page } from '../ui/Page.tsx';
import { Paragraph } from '../ui/Text.tsx';

/** A fault of ours in the browser. The rest of the page (header, menu) goes on working. */
export function CrashPage({ reset }: { reset: () => void }) {
  const t = useText();
  return (
    <Page title={t('shell.failed')}>
      <div className="bdg-stack">
        <Paragraph>{t('shell.failedText')}</Paragraph>
        <Button look="primary" onClick={reset}>
          {t('shell.tryAgain')}
        </Button>
      </div>
    </Page>
  );
}
