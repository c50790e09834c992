import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { SessionProvider } from './graphql/SessionProvider.tsx';
import { LanguageProvider } from './i18n/LanguageProvider.tsx';
import { createAppRouter } from './routes/router.ts';
import './styles/main.css';

const router = createAppRouter();
const root = document.getElementById('root');

if (root) {
  // Takes the place of the text that the server put there.
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider>
        <SessionProvider>
          <RouterProvider router={router} />
        </SessionProvider>
      </LanguageProvider>
    </StrictMode>,
  );
}
