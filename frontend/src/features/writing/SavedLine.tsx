import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import type { DraftState } from './DraftKeeper.ts';

interface Saved extends Omit<DraftState<object>, 'fields' | 'clash' | 'taken' | 'version'> {
  clash: object | null;
  version: { isPublished: boolean } | null;
}

/** Where what was typed is now. Always in sight; only trouble is read out. */
export function SavedLine({ state, onSave }: { state: Saved; onSave: () => void }) {
  const t = useText();
  const trouble = troubleOf(state);
  // What is only here until the button below is pressed is not sent from here.
  const canSave = state.version !== null || !state.isSharedAtOnce;
  return (
    <div className="bdg-saved" data-print="no">
      <p role="status">{trouble && t(trouble)}</p>
      {!trouble && (
        <p>
          <Calm state={state} />
        </p>
      )}
      {trouble && state.problem && canSave && (
        <Button look="subtle" isBusy={state.isSaving} onClick={onSave}>
          {t('writing.saveNow')}
        </Button>
      )}
    </div>
  );
}

function troubleOf({ isDirty, isKept, isSharedAtOnce, version, problem, errors, clash }: Saved) {
  if (!isDirty) return null;
  if (clash) return 'writing.waitsForChoice';
  if (!isKept) return 'writing.notKept';
  if (isSharedAtOnce && !version) return problem || errors.length > 0 ? 'writing.notShared' : null;
  if (problem?.kind === 'network') return 'writing.offline';
  if (problem?.kind === 'unauthenticated') return 'writing.signedOut';
  if (problem) return 'writing.notSaved';
  return errors.length > 0 ? 'writing.refused' : null;
}

function Calm({ state: { isDirty, isSaving, isSharedAtOnce, version, savedAt } }: { state: Saved }) {
  const t = useText();
  if (isSaving) return t('writing.saving');
  if (isSharedAtOnce && !version) return t(isDirty ? 'writing.keptUntilShared' : 'writing.keptHere');
  if (isDirty && !version) return t('writing.needsTitle');
  if (isDirty && version?.isPublished) return t('writing.onlyHere');
  if (!savedAt) return t('writing.savesItself');
  return (
    <>
      {t('writing.savedAt')} <DateTime value={savedAt} form="time" />
    </>
  );
}
