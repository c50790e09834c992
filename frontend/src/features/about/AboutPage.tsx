import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Link } from '../../ui/Link.tsx';
import { Page } from '../../ui/Page.tsx';
import { Lead } from '../../ui/Text.tsx';
import { Chapter, Chapters } from './Chapter.tsx';

export function AboutPage() {
  const t = useText();
  return (
    <Page title={t('about.title')}>
      <Lead>{t('about.lead')}</Lead>
      <Chapters>
        <Chapter title={t('about.what')}>
          <ul>
            <li>
              <Link href={paths.pilots()}>{t('shell.pilots')}</Link>: {t('about.pilots')}
            </li>
            <li>
              <Link href={paths.challenges()}>{t('shell.challenges')}</Link>: {t('about.challenges')}
            </li>
            <li>
              <Link href={paths.meetings()}>{t('shell.meetings')}</Link>: {t('about.meetings')}
            </li>
            <li>
              <Link href={paths.people()}>{t('shell.people')}</Link>: {t('about.people')}
            </li>
          </ul>
        </Chapter>
        <Chapter title={t('about.failures')}>
          <p>{t('about.failuresText')}</p>
        </Chapter>
        <Chapter title={t('about.who')}>
          <p>{t('about.whoText')}</p>
          <p>{t('about.account')}</p>
        </Chapter>
        <Chapter title={t('about.open')}>
          <p>
            {t('about.openText')} <Link href={paths.api()}>{t('shell.api')}</Link>
          </p>
        </Chapter>
      </Chapters>
    </Page>
  );
}
