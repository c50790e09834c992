import { useText } from '../i18n/LanguageProvider.tsx';
import { paths } from '../routes/paths.ts';
import { Link } from '../ui/Link.tsx';
import { Page } from '../ui/Page.tsx';
import { Paragraph } from '../ui/Text.tsx';

/** No such address, or nothing at it that this viewer may see: the two look alike on purpose. */
export function NotFoundPage() {
  const t = useText();
  return (
    <Page title={t('shell.notFound')}>
      <div className="bdg-stack">
        <Paragraph>{t('shell.notFoundText')}</Paragraph>
        <p className="bdg-buttons">
          <Link href={paths.search()} look="primary">{t('shell.toSearch')}</Link>
          <Link href={paths.home()} look="button">{t('shell.toHome')}</Link>
        </p>
      </div>
    </Page>
  );
}
