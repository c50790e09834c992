import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { useText } from '../../i18n/LanguageProvider.tsx';
import type { FieldTexts } from '../../ui/Field.tsx';
import { Field } from '../../ui/Field.tsx';
import { Chip, Tags } from '../../ui/Tag.tsx';

export interface Pick {
  id: string;
  label: string;
}

interface PickManyProps extends FieldTexts {
  chosen: readonly Pick[];
  onChange: (chosen: Pick[]) => void;
  /** What can be chosen now; narrowed down to what was typed. */
  options: readonly Pick[];
  /** For options that come from a search. */
  onType?: (text: string) => void;
  /** The box got or lost the focus: options are needed only meanwhile. */
  onActive?: (isActive: boolean) => void;
  /** One at most: choosing another takes its place. */
  isSingle?: boolean;
  /** The options match by more than their label: show them as they come. */
  isFound?: boolean;
}

/** Choosing things by their name: type a part, choose with the arrows and Enter; what was chosen stands above. */
export function PickMany({ label, help, error, chosen, onChange, options, onType, onActive, isSingle = false, isFound = false }: PickManyProps) {
  const t = useText();
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const wanted = text.trim().toLowerCase();
  const open = options.filter(({ id, label }) => !chosen.some((one) => one.id === id) && (isFound || label.toLowerCase().includes(wanted)));
  const shown = isOpen ? open.slice(0, 8) : [];

  function type(next: string) {
    setText(next);
    setOpen(true);
    setAt(-1);
    onType?.(next);
  }

  function choose(pick: Pick) {
    onChange(isSingle ? [pick] : [...chosen, pick]);
    type('');
    setOpen(false);
  }

  function remove(pick: Pick) {
    onChange(chosen.filter(({ id }) => id !== pick.id));
    // The button that had the focus is gone.
    input.current?.focus();
  }

  function steer(event: KeyboardEvent) {
    const pick = shown[at];
    if (event.key === 'Escape') setOpen(false);
    else if (event.key === 'Enter') {
      event.preventDefault();
      if (pick) choose(pick);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const count = Math.min(open.length, 8);
      if (count > 0) setAt((Math.max(at, step === 1 ? -1 : 0) + step + count) % count);
    }
  }

  return (
    <div className="bdg-pick">
      <Field label={label} help={help} error={error}>
        {(control) => (
          <>
            {chosen.length > 0 && (
              <Tags>
                {chosen.map((pick) => (
                  <Chip key={pick.id} label={t('search.remove', { label: pick.label })} onRemove={() => remove(pick)}>
                    <span lang="nl">{pick.label}</span>
                  </Chip>
                ))}
              </Tags>
            )}
            <div className="bdg-pick__box">
              <input
                ref={input}
                type="text"
                className="utrecht-textbox utrecht-textbox--html-input"
                placeholder={t('writing.pick')}
                autoComplete="off"
                role="combobox"
                aria-expanded={shown.length > 0}
                aria-controls={listId}
                aria-autocomplete="list"
                aria-activedescendant={shown[at] ? `${listId}-${at}` : undefined}
                value={text}
                onChange={(event) => type(event.target.value)}
                onFocus={() => onActive?.(true)}
                onClick={() => setOpen(true)}
                onBlur={() => {
                  setOpen(false);
                  onActive?.(false);
                }}
                onKeyDown={steer}
                {...control}
              />
              <div id={listId} role="listbox" aria-label={t('search.suggestions')} className="bdg-pick__list" hidden={shown.length === 0}>
                {shown.map((option, index) => (
                  // The keyboard works on the input (aria-activedescendant), as the combobox pattern asks.
                  // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
                  <div
                    key={option.id}
                    id={`${listId}-${index}`}
                    role="option"
                    tabIndex={-1}
                    lang="nl"
                    aria-selected={index === at}
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => choose(option)}
                  >
                    {option.label}
                  </div>
                ))}
              </div>
            </div>
            <span className="bdg-hidden" role="status">
              {isOpen && wanted !== '' ? t('writing.picks', { count: shown.length }) : ''}
            </span>
          </>
        )}
      </Field>
    </div>
  );
}
