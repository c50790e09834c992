import { useText } from '../../i18n/LanguageProvider.tsx';
import { Page } from '../../ui/Page.tsx';
import { Lead } from '../../ui/Text.tsx';
import { Chapter, Chapters } from './Chapter.tsx';

export function PrivacyPage() {
  const t = useText();
  return (
    <Page title={t('privacy.title')}>
      <Lead>{t('privacy.lead')}</Lead>
      <Chapters>
        <Chapter title={t('privacy.reading')}>
          <p>{t('privacy.readingText')}</p>
          <p>{t('privacy.searchText')}</p>
        </Chapter>
        <Chapter title={t('privacy.kept')}>
          <ul>
            <li>{t('privacy.keptAccount')}</li>
            <li>{t('privacy.keptProfile')}</li>
            <li>{t('privacy.keptWriting')}</li>
            <li>{t('privacy.keptRecognition')}</li>
            <li>{t('privacy.keptIntroduction')}</li>
            <li>{t('privacy.keptSearches')}</li>
          </ul>
          <p>{t('privacy.keptHowLong')}</p>
          <p>{t('privacy.keptMail')}</p>
        </Chapter>
        <Chapter title={t('privacy.seen')}>
          <ul>
            <li>{t('privacy.seenProfile')}</li>
            <li>{t('privacy.seenDetails')}</li>
            <li>{t('privacy.seenMatching')}</li>
            <li>{t('privacy.seenPieces')}</li>
          </ul>
        </Chapter>
        <Chapter title={t('privacy.cookies')}>
          <p>{t('privacy.cookiesText')}</p>
          <p>{t('privacy.browserText')}</p>
        </Chapter>
        <Chapter title={t('privacy.logs')}>
          <p>{t('privacy.logsText')}</p>
        </Chapter>
        <Chapter title={t('privacy.rights')}>
          <p>{t('privacy.rightsText')}</p>
          <p>{t('privacy.complain')}</p>
        </Chapter>
      </Chapters>
    </Page>
  );
}
