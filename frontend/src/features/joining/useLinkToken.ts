import { useRouterState } from '@tanstack/react-router';

/** The token of a link in a mail. It stands behind `#`, which browsers send to no server: no log has it. */
export function useLinkToken(): string {
  const hash = useRouterState({ select: (state) => state.location.hash });
  return new URLSearchParams(hash).get('token') ?? '';
}
