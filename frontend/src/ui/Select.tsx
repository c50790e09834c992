import type { Ref, SelectHTMLAttributes } from 'react';
import { classes } from './classes.ts';
import { Field, type FieldTexts } from './Field.tsx';

export interface Option {
  value: string;
  label: string;
}

type SelectProps = FieldTexts &
  SelectHTMLAttributes<HTMLSelectElement> & { options: readonly Option[]; ref?: Ref<HTMLSelectElement> };

export function Select({ label, help, error, isRequired, isLabelHidden, className, options, ...select }: SelectProps) {
  return (
    <Field label={label} help={help} error={error} isRequired={isRequired} isLabelHidden={isLabelHidden}>
      {(control) => (
        <div className="bdg-select">
          <select
            className={classes('utrecht-select utrecht-select--html-select', error && 'utrecht-select--invalid', className)}
            required={isRequired}
            {...select}
            {...control}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
        </div>
      )}
    </Field>
  );
}
