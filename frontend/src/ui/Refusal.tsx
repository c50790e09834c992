import type { Problem } from '../graphql/problem.ts';
import type { UserError } from '../graphql/userErrors.ts';
import { Notice } from './Notice.tsx';
import { ErrorState } from './States.tsx';

interface RefusalProps {
  problem?: Problem | null;
  /** What no field of the form shows. */
  errors?: readonly UserError[];
}

/** Above a form that was sent in vain: what went wrong, read out at once. An ended session has its own dialog. */
export function Refusal({ problem, errors }: RefusalProps) {
  return (
    <>
      {problem && problem.kind !== 'unauthenticated' && <ErrorState problem={problem} />}
      {errors && errors.length > 0 && (
        <Notice look="error" isUrgent>
          {errors.map(({ path, code, message }) => (
            <p key={path.join('.') + code}>{message}</p>
          ))}
        </Notice>
      )}
    </>
  );
}
