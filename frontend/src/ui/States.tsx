import { type ReactNode, useEffect, useState } from 'react';
import { useRouterState } from '@tanstack/react-router';
import type { CombinedError } from '@urql/core';
import { type Problem, readProblem } from '../graphql/problem.ts';
import { useText } from '../i18n/LanguageProvider.tsx';
import { paths } from '../routes/paths.ts';
import { NotFoundPage } from '../shell/NotFoundPage.tsx';
import { Button } from './Button.tsx';
import { Heading } from './Heading.tsx';
import { Link } from './Link.tsx';
import { Page } from './Page.tsx';

/** The shape of what comes, after 200 ms: a fast answer shows no flicker. */
export function Skeleton({ lines = 6 }: { lines?: number }) {
  const t = useText();
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 200);
    return () => clearTimeout(timer);
  }, []);
  if (!isShown) return null;
  return (
    <div className="bdg-skeleton" role="status">
      <span className="bdg-hidden">{t('shell.loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} aria-hidden="true" />
      ))}
    </div>
  );
}

/** Nothing here: say why, and what to do now. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="bdg-empty">
      <Heading level={2} size={3}>
        {title}
      </Heading>
      {children}
    </div>
  );
}

const problemTexts = {
  network: ['shell.offline', 'shell.offlineText'],
  unauthenticated: ['shell.unauthenticated', 'shell.unauthenticatedText'],
  forbidden: ['shell.forbidden', 'shell.forbiddenText'],
  secondFactor: ['security.needed', 'security.neededText'],
  notFound: ['shell.notFound', 'shell.notFoundText'],
  conflict: ['shell.conflict', 'shell.conflictText'],
  rateLimited: ['shell.rateLimited', 'shell.rateLimitedText'],
  unavailable: ['shell.unavailable', 'shell.unavailableText'],
  badInput: ['shell.badInput', null],
  internal: ['shell.failed', 'shell.failedText'],
} as const;

interface ProblemProps {
  problem: Problem;
  onRetry?: () => void;
}

/** What went wrong and how to go on; in a part of a page or above a form. */
export function ErrorState({ problem, onRetry }: ProblemProps) {
  const t = useText();
  return (
    <div className="bdg-empty bdg-empty--problem" role="alert">
      <Heading level={2} size={3}>
        {t(problemTexts[problem.kind][0])}
      </Heading>
      <ErrorBody problem={problem} onRetry={onRetry} />
    </div>
  );
}

function ErrorBody({ problem, onRetry }: ProblemProps) {
  const t = useText();
  const here = useRouterState({ select: (state) => state.location.href });
  const text = problemTexts[problem.kind][1];
  const canRetry = onRetry && ['network', 'internal', 'rateLimited', 'unavailable'].includes(problem.kind);
  return (
    <div className="bdg-stack bdg-measure">
      <p>{text ? t(text) : problem.kind === 'badInput' && problem.message}</p>
      {problem.kind === 'internal' && problem.requestId && (
        <p className="bdg-number">{t('shell.failedNumber', { id: problem.requestId })}</p>
      )}
      {canRetry && <Button onClick={onRetry}>{t('shell.tryAgain')}</Button>}
      {problem.kind === 'unauthenticated' && (
        <Link href={paths.signIn(here)} look="primary">
          {t('shell.signIn')}
        </Link>
      )}
      {problem.kind === 'secondFactor' && (
        <Link href={paths.mySecurity()} look="primary">
          {t('security.title')}
        </Link>
      )}
      {problem.kind === 'notFound' && <Link href={paths.home()}>{t('shell.toHome')}</Link>}
    </div>
  );
}

interface LoadedProps<Data> {
  /** The data is the page: then a problem is one too, with its own h1. */
  isPage?: boolean;
  state: { data?: Data; error?: CombinedError; fetching: boolean };
  onRetry?: () => void;
  skeleton?: ReactNode;
  children: (data: Data) => ReactNode;
}

/** Waiting, failed or there: every query goes through this. Old data stays visible while newer is on its way. */
export function Loaded<Data>({ state, isPage = false, onRetry, skeleton, children }: LoadedProps<Data>) {
  const t = useText();
  if (state.data) return children(state.data);
  if (state.error) {
    const problem = readProblem(state.error);
    if (!isPage) return <ErrorState problem={problem} onRetry={onRetry} />;
    // The address is all that somebody asked with: one that cannot be understood leads nowhere either.
    if (problem.kind === 'notFound' || problem.kind === 'badInput') return <NotFoundPage />;
    return (
      <Page title={t(problemTexts[problem.kind][0])}>
        <ErrorBody problem={problem} onRetry={onRetry} />
      </Page>
    );
  }
  return skeleton ?? <Skeleton />;
}
