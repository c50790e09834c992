import { type ReactNode, useState } from 'react';
import { type Viewer, useSession } from '../../graphql/SessionProvider.tsx';
import { Page } from '../../ui/Page.tsx';
import { ErrorState, Skeleton } from '../../ui/States.tsx';

interface SignedInProps {
  /** The title of the page, for who is not signed in. */
  title: string;
  children: (viewer: Viewer) => ReactNode;
}

/** A page for people with an account. It stays as it is while somebody signs in again after a session that ended. */
export function SignedIn({ title, children }: SignedInProps) {
  const { viewer, isLoading } = useSession();
  const [last, setLast] = useState(viewer);
  if (viewer && viewer !== last) setLast(viewer);
  const shown = viewer ?? (isLoading ? last : null);
  if (shown) return children(shown);
  if (isLoading) return <Skeleton />;
  return (
    <Page title={title}>
      <ErrorState problem={{ kind: 'unauthenticated' }} />
    </Page>
  );
}
