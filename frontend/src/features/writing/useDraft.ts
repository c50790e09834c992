import type { Client } from '@urql/core';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useClient } from 'urql';
import type { UserError } from '../../graphql/userErrors.ts';
import { DraftKeeper, type DraftOptions, type DraftState, type Server } from './DraftKeeper.ts';
import { browserShelf } from './shelf.ts';

interface Draft<Fields> extends Omit<DraftOptions<Fields>, 'server' | 'shelf'> {
  connect: (client: Client) => Server<Fields>;
  /** The server has it for the first time, at this slug. */
  onMade?: ((slug: string) => void) | undefined;
}

/** A keeper for as long as the page is there. What it begins with counts the first time only. */
export function useDraft<Fields extends object>({ connect, onMade, ...options }: Draft<Fields>): [DraftKeeper<Fields>, DraftState<Fields>] {
  const client = useClient();
  const server = useMemo(() => {
    const far = connect(client);
    return {
      ...far,
      create: async (fields: Fields) => {
        const answer = await far.create(fields);
        if (answer.kind === 'saved') onMade?.(answer.version.slug);
        return answer;
      },
    };
    // The first `connect` and `onMade` are as good as any later ones.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [client]);
  const [keeper] = useState(() => new DraftKeeper<Fields>({ ...options, shelf: browserShelf, server }));
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
