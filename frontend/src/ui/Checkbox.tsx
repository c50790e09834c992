import { type ComponentProps, type ReactNode, useId } from 'react';

interface ChoiceProps extends ComponentProps<'input'> {
  label: ReactNode;
  help?: ReactNode;
}

export function Checkbox({ label, help, ...input }: ChoiceProps) {
  const id = useId();
  return (
    <div className="bdg-choice">
      <input
        type="checkbox"
        className="utrecht-checkbox utrecht-checkbox--html-input"
        id={id}
        aria-describedby={help ? `${id}-help` : undefined}
        {...input}
      />
      <label htmlFor={id} className="utrecht-form-label utrecht-form-label--checkbox">
        {label}
      </label>
      {help && (
        <div className="utrecht-form-field-description" id={`${id}-help`}>
          {help}
        </div>
      )}
    </div>
  );
}

export function Radio({ label, help, ...input }: ChoiceProps) {
  const id = useId();
  return (
    <div className="bdg-choice">
      <input
        type="radio"
        className="utrecht-radio-button utrecht-radio-button--html-input"
        id={id}
        aria-describedby={help ? `${id}-help` : undefined}
        {...input}
      />
      <label htmlFor={id} className="utrecht-form-label utrecht-form-label--radio">
        {label}
      </label>
      {help && (
        <div className="utrecht-form-field-description" id={`${id}-help`}>
          {help}
        </div>
      )}
    </div>
  );
}
