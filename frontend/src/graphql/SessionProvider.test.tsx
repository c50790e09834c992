import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { gql, useMutation, useQuery } from 'urql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LanguageProvider } from '../i18n/LanguageProvider.tsx';
import { Loaded } from '../ui/States.tsx';
import { SessionProvider, useSession } from './SessionProvider.tsx';

const pilot = gql`query OnePilot { pilot(slug: "a") { __typename id title } }`;
const save = gql`mutation Save { updatePilot(input: { id: "1", revision: 1 }) { __typename pilot { __typename id title } } }`;

/** An editor in small: it is on the page only while its data is. */
function Editor() {
  const [state] = useQuery<{ pilot: { title: string } }>({ query: pilot });
  const [, run] = useMutation(save);
  const { hasEnded, renew, viewer } = useSession();
  return (
    <Loaded state={state}>
      {(data) => (
        <>
          <h1>{data.pilot.title}</h1>
          <textarea aria-label="problem" defaultValue="" />
          <button type="button" onClick={() => void run({})}>save</button>
          {hasEnded && <button type="button" onClick={renew}>sign in</button>}
          <p>{viewer ? viewer.person.displayName : 'nobody'}</p>
        </>
      )}
    </Loaded>
  );
}

const home = { __typename: 'Municipality', id: 'm', code: 'GM0503', name: 'Delft', slug: 'delft', province: 'Zuid-Holland' };
const person = { __typename: 'Person', id: 'p', displayName: 'Anna', jobTitle: null, municipality: home };
let isSignedIn = false;
let asked: string[] = [];

function answer(operation: string): unknown {
  asked.push(operation);
  if (operation === 'OnePilot') return { data: { pilot: { __typename: 'Pilot', id: '1', title: 'Early signals' } } };
  if (operation === 'Save') return { data: null, errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] };
  const viewer = { __typename: 'Viewer', email: 'a@b.example', role: 'MEMBER', municipalityRole: null, needsSecondFactor: false, person };
  return { data: { isDemo: false, viewer: isSignedIn ? viewer : null } };
}

beforeEach(() => {
  isSignedIn = false;
  asked = [];
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    const { operationName } = JSON.parse(String(init.body)) as { operationName: string };
    return Promise.resolve(Response.json(answer(operationName)));
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('a session that ends', () => {
  it('is noticed when something is saved, and what was typed stays through signing in again', async () => {
    render(
      <LanguageProvider>
        <SessionProvider>
          <Editor />
        </SessionProvider>
      </LanguageProvider>,
    );
    const field = await screen.findByLabelText<HTMLTextAreaElement>('problem');
    fireEvent.change(field, { target: { value: 'An hour of work' } });
    expect(screen.queryByText('sign in')).toBeNull();

    fireEvent.click(screen.getByText('save'));
    const again = await screen.findByText('sign in');
    isSignedIn = true;
    fireEvent.click(again);

    await screen.findByText('Anna');
    await waitFor(() => expect(asked.filter((one) => one === 'OnePilot')).toHaveLength(2));
    expect(screen.getByLabelText('problem')).toBe(field);
    expect(field.value).toBe('An hour of work');
    expect(screen.queryByText('sign in')).toBeNull();
  });
});
