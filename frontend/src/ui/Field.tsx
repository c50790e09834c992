import { type ReactNode, useId } from 'react';
import { useText } from '../i18n/LanguageProvider.tsx';
import { classes } from './classes.ts';

export interface FieldTexts {
  label: ReactNode;
  /** A line under the label, with an example. */
  help?: ReactNode;
  /** What is wrong and how to mend it; a `userErrors` message. */
  error?: string | null;
  isRequired?: boolean;
  /** Keeps the label for screen readers only. */
  isLabelHidden?: boolean;
}

interface FieldProps extends FieldTexts {
  children: (control: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined }) => ReactNode;
}

/** A label, help and error around one control, tied together for assistive technology. */
export function Field({ label, help, error, isRequired, isLabelHidden, children }: FieldProps) {
  const t = useText();
  const id = useId();
  const described = classes(help ? `${id}-help` : null, error ? `${id}-error` : null) || undefined;
  return (
    <div className={classes('utrecht-form-field utrecht-form-field--text', error && 'utrecht-form-field--invalid', 'bdg-field')}>
      <div className={classes('utrecht-form-field__label', isLabelHidden && 'bdg-hidden')}>
        <label className="utrecht-form-label" htmlFor={id}>
          {label}
          {isRequired && <span className="bdg-required"> ({t('shell.required')})</span>}
        </label>
      </div>
      {help && (
        <div className="utrecht-form-field-description utrecht-form-field__description" id={`${id}-help`}>
          {help}
        </div>
      )}
      {error && (
        <div className="utrecht-form-field-error-message utrecht-form-field__error-message" id={`${id}-error`}>
          {error}
        </div>
      )}
      <div className="utrecht-form-field__input">
        {children({ id, 'aria-describedby': described, 'aria-invalid': error ? true : undefined })}
      </div>
    </div>
  );
}
