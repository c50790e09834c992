import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import type { Visibility } from '../../graphql/generated/graphql.ts';
import { type UserError, errorAt } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Radio } from '../../ui/Checkbox.tsx';
import { Fieldset } from '../../ui/Fieldset.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ErrorState } from '../../ui/States.tsx';
import { Clash } from './Clash.tsx';
import type { DraftKeeper, DraftState } from './DraftKeeper.ts';
import { SavedLine } from './SavedLine.tsx';
import { jumpTo, placeOf } from './useDraft.ts';
import './writing.css';

interface Common {
  visibility: Visibility;
}

interface EditorProps<Fields extends Common> {
  keeper: DraftKeeper<Fields>;
  state: DraftState<Fields>;
  empty: Fields;
  /** Needed for publication, as far as one can tell before the server has it. */
  required: readonly (keyof Fields & string)[];
  /** How each field is called on this page. */
  labels: Record<keyof Fields & string, string>;
  /** A field as text, to compare two versions. */
  asText: (name: keyof Fields & string, fields: Fields) => string;
  /** Lines that are half filled in: they hold up publication. */
  unfinished: (fields: Fields) => UserError[];
  /** On the button. */
  publishLabel: string;
  onPublished: (slug: string) => void;
  /** The fields, in the order of the page. */
  children: ReactNode;
  /** Archiving and deleting. */
  removal?: ReactNode;
}

/** What every editor has around its fields: where the text is, what is in the way, and the button. */
export function Editor<Fields extends Common>(props: EditorProps<Fields>) {
  const { keeper, state, empty, labels, asText, children, removal } = props;
  const t = useText();
  const { clash, problem, taken, isRestored, fields } = state;
  const isLost = problem && ['forbidden', 'notFound', 'badInput'].includes(problem.kind);
  return (
    <div className="bdg-editor">
      <SavedLine state={state} onSave={() => void keeper.save()} />
      {isRestored && (
        <Notice title={t('writing.restored')}>
          <p>{t('writing.restoredText')}</p>
          <Button onClick={() => keeper.revert(empty)}>{state.version ? t('writing.revert') : t('writing.startEmpty')}</Button>
        </Notice>
      )}
      {taken.length > 0 && (
        <Notice>
          <p>{t('writing.taken', { fields: taken.map((name) => labels[name]).join(', ') })}</p>
        </Notice>
      )}
      {isLost && <ErrorState problem={problem} />}
      {clash && (
        <Clash
          key={clash.theirs.revision}
          fields={clash.names.map((name) => ({
            name,
            label: labels[name],
            mine: asText(name, fields),
            theirs: asText(name, clash.theirs.fields),
          }))}
          onSettle={(names) => keeper.settle(clash.names.filter((name) => names.includes(name)))}
        />
      )}
      <div className="bdg-editor__fields">{children}</div>
      <Finish {...props} />
      {removal && state.version && <div className="bdg-buttons">{removal}</div>}
    </div>
  );
}

const circles: Visibility[] = ['PUBLIC', 'NETWORK', 'MUNICIPALITY'];

function isBlank(value: unknown): boolean {
  return typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0;
}

/** Who may read it, what is still missing, and the button that shows it to others. */
function Finish<Fields extends Common>({ keeper, state, empty, required, labels, unfinished, publishLabel, onPublished }: EditorProps<Fields>) {
  const t = useText();
  const { fields, version, errors, isDirty } = state;
  const [isBusy, setBusy] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const isKnown = (name: string): name is keyof Fields & string => name in labels;
  const names = version ? version.missing.filter(isKnown) : required;
  const missing = names.filter((name) => isBlank(fields[name]));
  const isPublished = version?.isPublished ?? false;

  async function publish(event: FormEvent) {
    event.preventDefault();
    if (isBusy) return;
    const found = [
      ...missing.map((name) => ({ path: [name], code: 'REQUIRED', message: t('writing.fillIn') })),
      ...unfinished(fields),
    ];
    setBusy(true);
    if (found.length > 0) keeper.refuse(found);
    else if (await (isPublished ? keeper.save() : keeper.publish())) {
      const slug = keeper.getState().version?.slug;
      if (slug) onPublished(slug);
      return;
    }
    setBusy(false);
    list.current?.focus();
  }

  return (
    <form className="bdg-editor__finish" onSubmit={publish}>
      <Heading level={2}>{isPublished ? t('writing.finishChanges') : t('writing.finish')}</Heading>
      <div id={placeOf('visibility')}>
        <Fieldset legend={t('writing.visibility')} error={errorAt(errors, 'visibility')}>
          {circles.map((circle) => (
            <Radio
              key={circle}
              name="visibility"
              label={t(`visibility.${circle}`)}
              help={t(`writing.visibility.${circle}`)}
              checked={fields.visibility === circle}
              onChange={() => keeper.change({ visibility: circle } as Partial<Fields>)}
            />
          ))}
        </Fieldset>
      </div>
      <div ref={list} tabIndex={-1} role="group" aria-label={t('writing.inTheWay')}>
        {state.problem && <ErrorState problem={state.problem} />}
        {errors.length > 0 ? (
          <Notice look="error" title={t('writing.mend')} isUrgent>
            <ul className="bdg-editor__list">
              {errors.map((error) => (
                <li key={error.path.join('.') + error.code}>
                  <Mend error={error} name={error.path.find(isKnown)} labels={labels} />
                </li>
              ))}
            </ul>
          </Notice>
        ) : (
          missing.length > 0 && (
            <div className="bdg-notice">
              <p>{t('writing.missing')}</p>
              <ul className="bdg-editor__list">
                {missing.map((name) => (
                  <li key={name}>
                    <Jump name={name}>{labels[name]}</Jump>
                  </li>
                ))}
              </ul>
            </div>
          )
        )}
      </div>
      <div className="bdg-buttons">
        <Button type="submit" look="primary" isBusy={isBusy}>
          {isPublished ? t('writing.saveChanges') : publishLabel}
        </Button>
        {isPublished && isDirty && <Button onClick={() => keeper.revert(empty)}>{t('writing.revert')}</Button>}
      </div>
    </form>
  );
}

function Mend({ error, name, labels }: { error: UserError; name: string | undefined; labels: Record<string, string> }) {
  if (!name) return error.message;
  return (
    <>
      <Jump name={name}>{labels[name]}</Jump>: {error.message}
    </>
  );
}

function Jump({ name, children }: { name: string; children: ReactNode }) {
  return (
    <a
      className="utrecht-link utrecht-link--html-a"
      href={`#${placeOf(name)}`}
      onClick={(event) => {
        event.preventDefault();
        jumpTo(name);
      }}
    >
      {children}
    </a>
  );
}
