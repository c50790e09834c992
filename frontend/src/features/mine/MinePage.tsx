import { useText } from '../../i18n/LanguageProvider.tsx';
import { Page } from '../../ui/Page.tsx';
import { SignedIn } from '../account/SignedIn.tsx';
import { Drafts } from './Drafts.tsx';
import { ProfileForm } from './ProfileForm.tsx';
import '../writing/writing.css';
import './mine.css';

/** What is one's own: what one is writing, and what others see. */
export function MinePage() {
  const t = useText();
  return (
    <SignedIn title={t('mine.title')}>
      {(viewer) => (
        <Page title={t('mine.title')} overline={viewer.person.displayName}>
          <div className="bdg-mine">
            <Drafts />
            <ProfileForm />
          </div>
        </Page>
      )}
    </SignedIn>
  );
}
