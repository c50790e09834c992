import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { type ComponentProps, useState } from 'react';
import { gql, useQuery } from 'urql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Stance } from '../../graphql/generated/graphql.ts';
import { SessionProvider } from '../../graphql/SessionProvider.tsx';
import { LanguageProvider } from '../../i18n/LanguageProvider.tsx';
import { Loaded } from '../../ui/States.tsx';
import { Recognise } from './Recognise.tsx';

const one = gql`
  query RecogniseInTest {
    challenge(slug: "a") {
      __typename
      id
      recognitionCounts { __typename stance count }
      viewerRecognition { __typename stance note }
    }
  }
`;

type Shown = ComponentProps<typeof Recognise>['challenge'];

function Place() {
  const [state] = useQuery<{ challenge: Shown }>({ query: one });
  const [wanted, setWanted] = useState<Stance | null>(null);
  return (
    <Loaded state={state}>
      {({ challenge }) => <Recognise challenge={challenge} wanted={wanted} setWanted={setWanted} />}
    </Loaded>
  );
}

const home = { __typename: 'Municipality', id: 'm', code: 'GM0503', name: 'Delft', slug: 'delft', province: 'Zuid-Holland' };
const person = { __typename: 'Person', id: 'p', displayName: 'Anna', jobTitle: null, municipality: home };
const viewer = { __typename: 'Viewer', email: 'a@b.example', role: 'MEMBER', municipalityRole: null, needsSecondFactor: false, person };
const stances = ['FACING_NOW', 'EXPECTING', 'SOLVED'] as const;
let isSignedIn = false;
let own: { stance: Stance; note: string | null } | null = null;
let saved: unknown[] = [];

function challenge() {
  return {
    __typename: 'Challenge',
    id: 'c',
    recognitionCounts: stances.map((stance) => ({
      __typename: 'RecognitionCount',
      stance,
      count: 3 + Number(own?.stance === stance),
    })),
    viewerRecognition: isSignedIn && own ? { __typename: 'Recognition', ...own } : null,
    solvers: { __typename: 'PersonConnection', totalCount: 0, edges: [] },
  };
}

function answer(operation: string, input: { stance?: Stance | null; note?: string | null } | undefined): unknown {
  if (operation === 'Viewer') return { isDemo: false, viewer: isSignedIn ? viewer : null };
  if (operation === 'RecogniseInTest') return { challenge: challenge() };
  if (operation === 'LogIn') {
    isSignedIn = true;
    return { logIn: { __typename: 'LogInPayload', viewer, secondFactor: null, userErrors: [] } };
  }
  // Which other sites one can sign in by; the form asks.
  if (operation === 'SsoProviders') return { ssoProviders: [] };
  saved.push(input);
  own = input?.stance ? { stance: input.stance, note: input.note ?? null } : null;
  return { recognise: { __typename: 'ChallengePayload', challenge: challenge(), userErrors: [] } };
}

function open(this: HTMLDialogElement) {
  this.open = true;
}

function close(this: HTMLDialogElement) {
  this.open = false;
}

beforeEach(() => {
  [isSignedIn, own, saved] = [false, null, []];
  // jsdom knows no modal dialogs.
  HTMLDialogElement.prototype.showModal = open;
  HTMLDialogElement.prototype.close = close;
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    const { operationName, variables } = JSON.parse(String(init.body)) as {
      operationName: string;
      variables?: { input?: { stance?: Stance; note?: string } };
    };
    return Promise.resolve(Response.json({ data: answer(operationName, variables?.input) }));
  });
});
afterEach(() => vi.unstubAllGlobals());

const show = () =>
  render(
    <LanguageProvider>
      <SessionProvider>
        <Place />
      </SessionProvider>
    </LanguageProvider>,
  );
const button = (name: RegExp) => screen.findByRole('button', { name });

describe('recognising a challenge', () => {
  it('keeps the answer through signing in, and saves it once', async () => {
    show();
    fireEvent.click(await button(/Dit zien we aankomen/));
    const dialog = within(await screen.findByRole('dialog'));
    expect(saved).toEqual([]);
    fireEvent.change(dialog.getByLabelText(/E-mailadres/), { target: { value: 'a@b.example' } });
    fireEvent.change(dialog.getByLabelText(/Wachtwoord/), { target: { value: 'secret' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Inloggen' }));

    await screen.findByText(/Jouw antwoord: Dit zien we aankomen/);
    const pressed = await button(/Dit zien we aankomen/);
    expect(pressed.getAttribute('aria-pressed')).toBe('true');
    expect(pressed.textContent).toContain('4');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(saved).toEqual([{ challengeId: 'c', stance: 'EXPECTING' }]);
  });

  it('takes the answer back', async () => {
    [isSignedIn, own] = [true, { stance: 'SOLVED', note: null }];
    show();
    fireEvent.click(await button(/Antwoord terugnemen/));
    await waitFor(() => expect(screen.queryByText(/Jouw antwoord/)).toBeNull());
    expect(saved).toEqual([{ challengeId: 'c', stance: null }]);
    expect(document.activeElement?.className).toBe('bdg-recognise__answer');
  });

  it('keeps the note when only the answer changes', async () => {
    [isSignedIn, own] = [true, { stance: 'EXPECTING', note: 'Sinds mei' }];
    show();
    fireEvent.click(await button(/Dit hebben we opgelost/));
    await screen.findByText(/Jouw antwoord: Dit hebben we opgelost/);
    expect(saved).toEqual([{ challengeId: 'c', stance: 'SOLVED', note: 'Sinds mei' }]);
  });
});
