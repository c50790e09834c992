import { useText } from '../../i18n/LanguageProvider.tsx';
import { Page } from '../../ui/Page.tsx';
import { SignedIn } from '../account/SignedIn.tsx';
import { Drafts } from './Drafts.tsx';
import { MineNav } from './MineNav.tsx';
import '../writing/writing.css';
import './mine.css';

/** What one is writing, and the way to one's other pages. */
export function MinePage() {
  const t = useText();
  return (
    <SignedIn title={t('mine.title')}>
      {(viewer) => (
        <Page title={t('mine.title')} overline={viewer.person.displayName}>
          <MineNav />
          <div className="bdg-mine">
            <Drafts />
          </div>
        </Page>
      )}
    </SignedIn>
  );
}
