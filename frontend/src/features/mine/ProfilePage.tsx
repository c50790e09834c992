import { useText } from '../../i18n/LanguageProvider.tsx';
import { Page } from '../../ui/Page.tsx';
import { SignedIn } from '../account/SignedIn.tsx';
import { FieldVisibilities } from './FieldVisibilities.tsx';
import { MailChoices } from './MailChoices.tsx';
import { MineNav } from './MineNav.tsx';
import { Move } from './Move.tsx';
import { ProfileForm } from './ProfileForm.tsx';
import '../writing/writing.css';
import './mine.css';

/** What others see of the viewer, and which others. */
export function ProfilePage() {
  const t = useText();
  return (
    <SignedIn title={t('mine.profile')}>
      {(viewer) => (
        <Page title={t('mine.profile')} overline={viewer.person.displayName}>
          <MineNav />
          <div className="bdg-mine">
            <ProfileForm />
            <FieldVisibilities />
            <MailChoices />
            <Move viewer={viewer} />
          </div>
        </Page>
      )}
    </SignedIn>
  );
}
