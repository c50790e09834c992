import type { Ref, TextareaHTMLAttributes } from 'react';
import { classes } from './classes.ts';
import { Field, type FieldTexts } from './Field.tsx';

type TextAreaProps = FieldTexts & TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> };

export function TextArea({ label, help, error, isRequired, isLabelHidden, className, ...area }: TextAreaProps) {
  return (
    <Field label={label} help={help} error={error} isRequired={isRequired} isLabelHidden={isLabelHidden}>
      {(control) => (
        <textarea
          className={classes('utrecht-textarea utrecht-textarea--html-textarea', error && 'utrecht-textarea--invalid', className)}
          // Not `required`: Utrecht's CSS would show the field as wrong before anything was typed.
          aria-required={isRequired}
          {...area}
          {...control}
        />
      )}
    </Field>
  );
}
