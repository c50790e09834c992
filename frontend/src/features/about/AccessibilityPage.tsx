import { useText } from '../../i18n/LanguageProvider.tsx';
import { Page } from '../../ui/Page.tsx';
import { Lead } from '../../ui/Text.tsx';
import { Chapter, Chapters } from './Chapter.tsx';

export function AccessibilityPage() {
  const t = useText();
  return (
    <Page title={t('accessibility.title')}>
      <Lead>{t('accessibility.lead')}</Lead>
      <Chapters>
        <Chapter title={t('accessibility.how')}>
          <ul>
            <li>{t('accessibility.keyboard')}</li>
            <li>{t('accessibility.zoom')}</li>
            <li>{t('accessibility.contrast')}</li>
            <li>{t('accessibility.motion')}</li>
            <li>{t('accessibility.figures')}</li>
            <li>{t('accessibility.reading')}</li>
          </ul>
        </Chapter>
        <Chapter title={t('accessibility.tested')}>
          <p>{t('accessibility.testedText')}</p>
          <p>{t('accessibility.notTested')}</p>
        </Chapter>
        <Chapter title={t('accessibility.limits')}>
          <ul>
            <li>{t('accessibility.limitLanguage')}</li>
            <li>{t('accessibility.limitWriting')}</li>
            <li>{t('accessibility.limitApi')}</li>
          </ul>
        </Chapter>
        <Chapter title={t('accessibility.report')}>
          <p>{t('accessibility.reportText')}</p>
        </Chapter>
      </Chapters>
    </Page>
  );
}
