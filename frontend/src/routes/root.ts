import { createRootRoute } from '@tanstack/react-router';
import { CrashPage } from '../shell/CrashPage.tsx';
import { NotFoundPage } from '../shell/NotFoundPage.tsx';
import { Shell } from '../shell/Shell.tsx';

export const rootRoute = createRootRoute({
  component: Shell,
  notFoundComponent: NotFoundPage,
  errorComponent: CrashPage,
});
