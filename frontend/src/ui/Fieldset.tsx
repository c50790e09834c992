import type { ReactNode } from 'react';
import { classes } from './classes.ts';

/** A question with several controls under it: a group of radios or checkboxes. */
export function Fieldset({ legend, error, children }: { legend: ReactNode; error?: string | null; children: ReactNode }) {
  return (
    <fieldset
      className={classes('utrecht-form-fieldset utrecht-form-fieldset--html-fieldset bdg-fieldset', error && 'utrecht-form-fieldset--invalid')}
    >
      <legend className="utrecht-form-fieldset__legend utrecht-form-fieldset__legend--html-legend">{legend}</legend>
      {error && <div className="utrecht-form-field-error-message">{error}</div>}
      {children}
    </fieldset>
  );
}
