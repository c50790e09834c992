import { type ReactNode, createContext, useCallback, useContext, useMemo, useState } from 'react';
import { Provider, useQuery } from 'urql';
import { createClient } from './client.ts';
import { graphql } from './generated/index.ts';
import type { ViewerQuery } from './generated/graphql.ts';

const viewerQuery = graphql(`
  query Viewer {
    isDemo
    viewer {
      email
      role
      municipalityRole
      needsSecondFactor
      person { id displayName jobTitle municipality { id code name slug province } }
    }
  }
`);

export type Viewer = NonNullable<ViewerQuery['viewer']>;

export interface Session {
  /** null for somebody who is not signed in, and until the answer is there. */
  viewer: Viewer | null;
  isLoading: boolean;
  /** Persons and texts are invented. */
  isDemo: boolean;
  /** Starts over with an empty cache: after signing in and after signing out. What is typed on the page stays. */
  renew: () => void;
  /** True after a mutation found the session ended, until the person signs in again or waves it away. */
  hasEnded: boolean;
  dismissEnd: () => void;
}

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const [hasEnded, setHasEnded] = useState(false);
  const [client, setClient] = useState(() => createClient({ onSessionEnded: () => setHasEnded(true) }));
  const renew = useCallback(() => {
    setHasEnded(false);
    setClient(createClient({ onSessionEnded: () => setHasEnded(true) }));
  }, []);
  const dismissEnd = useCallback(() => setHasEnded(false), []);
  return (
    <Provider value={client}>
      <ViewerProvider renew={renew} hasEnded={hasEnded} dismissEnd={dismissEnd}>
        {children}
      </ViewerProvider>
    </Provider>
  );
}

/** As the server says it in the page, before there is an answer: so nothing moves when that comes. */
const isDemoPage = () => document.querySelector('meta[name="bdg-demo"]') !== null;

interface ViewerProviderProps extends Pick<Session, 'renew' | 'hasEnded' | 'dismissEnd'> {
  children: ReactNode;
}

function ViewerProvider({ renew, hasEnded, dismissEnd, children }: ViewerProviderProps) {
  const [{ data, fetching }] = useQuery({ query: viewerQuery });
  const viewer = data?.viewer ?? null;
  const isLoading = fetching && !data;
  const isDemo = data?.isDemo ?? isDemoPage();
  const session = useMemo(
    () => ({ viewer, isLoading, isDemo, renew, hasEnded, dismissEnd }),
    [viewer, isLoading, isDemo, renew, hasEnded, dismissEnd],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession needs a SessionProvider above it');
  return session;
}

/** The signed-in person, or null. */
export function useViewer(): Viewer | null {
  return useSession().viewer;
}
