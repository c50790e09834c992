import { useViewer } from '../graphql/SessionProvider.tsx';
import { useText } from '../i18n/LanguageProvider.tsx';
import { paths } from '../routes/paths.ts';
import { Link } from '../ui/Link.tsx';
import { Notice } from '../ui/Notice.tsx';

/** On every page for who must set up a second step first: else they wonder why they see and may so little. */
export function SecondFactorNotice({ path }: { path: string }) {
  const t = useText();
  if (!useViewer()?.needsSecondFactor || path === paths.mySecurity()) return null;
  return (
    <div className="bdg-page" data-print="no">
      <Notice look="warning" title={t('security.needed')}>
        <p>{t('security.neededText')}</p>
        <Link href={paths.mySecurity()}>{t('security.title')}</Link>
      </Notice>
    </div>
  );
}
