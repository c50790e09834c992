import type { ReactNode } from 'react';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Page } from '../../ui/Page.tsx';
import { ErrorState } from '../../ui/States.tsx';
import { SignedIn } from '../account/SignedIn.tsx';
import '../writing/writing.css';
import './thesaurus.css';

interface CaretakerProps {
  title: string;
  titleLang?: string;
  /** A page below the list itself. */
  isBelow?: boolean;
  children: ReactNode;
}

/** A page for who looks after the thesaurus: organisers and administrators of the network. */
export function Caretaker({ title, titleLang, isBelow = false, children }: CaretakerProps) {
  const t = useText();
  const crumbs = isBelow ? [{ label: t('thesaurus.title'), href: paths.concepts() }] : undefined;
  return (
    <SignedIn title={title}>
      {(viewer) => (
        <Page title={title} titleLang={titleLang} overline={t('administration.title')} crumbs={crumbs}>
          {viewer.role === 'MEMBER' ? <ErrorState problem={{ kind: 'forbidden' }} /> : children}
        </Page>
      )}
    </SignedIn>
  );
}
