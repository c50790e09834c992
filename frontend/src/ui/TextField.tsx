import type { InputHTMLAttributes, Ref } from 'react';
import { classes } from './classes.ts';
import { Field, type FieldTexts } from './Field.tsx';

type TextFieldProps = FieldTexts & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> };

export function TextField({ label, help, error, isRequired, isLabelHidden, className, ...input }: TextFieldProps) {
  return (
    <Field label={label} help={help} error={error} isRequired={isRequired} isLabelHidden={isLabelHidden}>
      {(control) => (
        <input
          type="text"
          className={classes('utrecht-textbox utrecht-textbox--html-input', error && 'utrecht-textbox--invalid', className)}
          required={isRequired}
          {...input}
          {...control}
        />
      )}
    </Field>
  );
}
