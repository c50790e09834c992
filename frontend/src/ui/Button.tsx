import type { ButtonHTMLAttributes, Ref } from 'react';
import { classes } from './classes.ts';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** One `primary` on a page. */
  look?: 'primary' | 'secondary' | 'subtle';
  isBusy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

const looks = {
  primary: 'utrecht-button--primary-action',
  secondary: 'utrecht-button--secondary-action',
  subtle: 'utrecht-button--subtle',
};

/** Says what happens: "Verslag publiceren". While busy it stays in place and ignores further clicks. */
export function Button({ look = 'secondary', isBusy = false, type = 'button', className, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type={type === 'submit' ? 'submit' : 'button'}
      className={classes('utrecht-button', looks[look], isBusy && 'utrecht-button--busy', className)}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      {...rest}
    />
  );
}
