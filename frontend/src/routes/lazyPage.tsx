import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { useText } from '../i18n/LanguageProvider.tsx';
import { Page } from '../ui/Page.tsx';
import { ErrorState, Skeleton } from '../ui/States.tsx';

/**
 * A page whose code is fetched when somebody goes there. When that fails (no network, or a newer version was put in
 * place) the page says so; the router's own lazyRouteComponent() would load the window again without asking.
 */
export function lazyPage<Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name): () => ReactNode {
  let arrived: ComponentType | null = null;
  return function LazyPage() {
    const [Content, setContent] = useState<ComponentType | null>(() => arrived);
    const [hasFailed, setFailed] = useState(false);
    useEffect(() => {
      if (arrived) return undefined;
      let isGone = false;
      load().then(
        (module) => {
          arrived = module[name];
          if (!isGone) setContent(() => arrived);
        },
        () => !isGone && setFailed(true),
      );
      return () => {
        isGone = true;
      };
    }, []);
    if (Content) return <Content />;
    return hasFailed ? <NotArrived /> : <Skeleton />;
  };
}

function NotArrived() {
  const t = useText();
  return (
    <Page title={t('shell.failed')}>
      <ErrorState problem={{ kind: 'network' }} onRetry={() => window.location.reload()} />
    </Page>
  );
}
