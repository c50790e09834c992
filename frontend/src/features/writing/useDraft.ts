import { useEffect, useState, useSyncExternalStore } from 'react';
import type { UserError } from '../../graphql/userErrors.ts';
import type { DraftKeeper, DraftState, Server } from './DraftKeeper.ts';

/** Ties a keeper to a page, for as long as the page is there. */
export function useDraft<Fields extends object>(make: () => DraftKeeper<Fields>, server: Server<Fields>): [DraftKeeper<Fields>, DraftState<Fields>] {
  const [keeper] = useState(make);
  const state = useSyncExternalStore(keeper.subscribe, keeper.getState);
  useEffect(() => keeper.start(), [keeper]);
  useEffect(() => keeper.setServer(server), [keeper, server]);
  return [keeper, state];
}

/** The place of a field on the page, for a link that jumps to it. */
export const placeOf = (name: string) => `veld-${name}`;

export function jumpTo(name: string): void {
  const place = document.getElementById(placeOf(name));
  const control = place?.querySelector<HTMLElement>('input, textarea, select, button');
  control?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: 'center' });
}

/** The message about one line of a list: `buyers`, 0, `unit`. */
export function errorInLine(errors: readonly UserError[], name: string, line: number, part: string): string | undefined {
  return errors.find(({ path }) => path.join('.').endsWith(`${name}.${line}.${part}`))?.message;
}
