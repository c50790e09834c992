import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import type { MessageKey } from '../../i18n/messages.ts';
import { compare } from '../../lib/compare.ts';
import { Button } from '../../ui/Button.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { ShelfTags } from '../../ui/ShelfTags.tsx';
import { Tags } from '../../ui/Tag.tsx';
import { labelOf, readable } from './fields.ts';

export const version = graphql(`
  fragment Version on Revision {
    revision
    changedAt
    changedBy { id displayName }
    status
    visibility
    changes { field before after }
  }
`);

interface VersionsProps {
  versions: readonly FragmentType<typeof version>[];
  /** The number of the version that is shown to everybody. */
  present: number;
  isBusy: boolean;
  onRestore: (revision: number) => void;
}

/** Latest first: who, when, and what changed. */
export function Versions({ versions, present, isBusy, onRestore }: VersionsProps) {
  const t = useText();
  return (
    <ol className="bdg-history" reversed>
      {versions.map((one) => {
        const { revision, changedAt, changedBy, status, visibility, changes } = readFragment(version, one);
        return (
          <li key={revision}>
            <Heading level={2} size={3}>
              {t('history.version', { revision })}
            </Heading>
            <p className="bdg-soft">
              {revision === present && <>{t('history.now')} · </>}
              <DateTime value={changedAt} /> <DateTime value={changedAt} form="time" /> ·{' '}
              {changedBy ? t('history.by', { name: changedBy.displayName }) : t('history.bySystem')}
            </p>
            {status && visibility && (
              <Tags>
                <ShelfTags status={status} visibility={visibility} />
              </Tags>
            )}
            {changes.length === 0 && <p className="bdg-soft">{t('history.nothing')}</p>}
            {changes.map((change) => (
              <Change key={change.field} {...change} />
            ))}
            {revision !== present && (
              <Button isBusy={isBusy} aria-label={t('history.restoreOf', { revision })} onClick={() => onRestore(revision)}>
                {t('history.restore')}
              </Button>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** Values of the API that have a word of their own. */
const words: Record<string, MessageKey> = Object.fromEntries([
  ...['IDEA', 'EXPLORATION', 'EXPERIMENT', 'EVALUATION', 'SCALING', 'PRODUCTION', 'STOPPED'].map((one) => [one, `stage.${one}` as MessageKey]),
  ...['POLICY', 'COLLABORATION', 'SOCIETY'].map((one) => [one, `domain.${one}` as MessageKey]),
  ...['INTERNAL', 'OPEN', 'PARTNER', 'COMMERCIAL', 'RESIDENTS', 'SENSOR'].map((one) => [one, `origin.${one}` as MessageKey]),
  ...['NONE', 'PSEUDONYMISED', 'PERSONAL', 'SPECIAL_CATEGORY'].map((one) => [one, `personalData.${one}` as MessageKey]),
  ...['INTERESTED', 'COMMITTED', 'USING'].map((one) => [one, `commitment.${one}` as MessageKey]),
]);

function Change({ field, before, after }: { field: string; before: string | null; after: string | null }) {
  const t = useText();
  const word = (value: string) => (words[value] ? t(words[value]) : value);
  const pieces = compare(readable(field, before, word), readable(field, after, word));
  return (
    <section className="bdg-history__change">
      <Heading level={3} size={4}>
        {t(labelOf(field))}
      </Heading>
      <p className="bdg-history__text" lang="nl">
        {pieces.map(({ kind, text, at }) =>
          kind === 'same' ? (
            text
          ) : kind === 'gone' ? (
            <del key={at}>
              <span className="bdg-hidden">{t('history.gone')} </span>
              {text}
            </del>
          ) : (
            <ins key={at}>
              <span className="bdg-hidden">{t('history.new')} </span>
              {text}
            </ins>
          ),
        )}
      </p>
    </section>
  );
}
