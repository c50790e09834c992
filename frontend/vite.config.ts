import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const server = 'http://127.0.0.1:8080';

// GraphiQL brings its fonts as data: addresses, which the Content-Security-Policy does not allow.
const withoutDataFonts: Plugin = {
  name: 'graphiql-without-data-fonts',
  enforce: 'pre',
  transform(code, id) {
    return id.endsWith('graphiql/dist/style.css') ? code.replaceAll(/@font-face\s*\{[^}]*\}/g, '') : undefined;
  },
};

export default defineConfig({
  plugins: [react(), withoutDataFonts],
  build: {
    target: 'es2022',
    // The server's Content-Security-Policy allows neither data: addresses nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ['index.html', 'graphiql.html'] },
    // Only GraphiQL's editor is larger; it is loaded on its own page.
    chunkSizeWarningLimit: 1200,
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/graphql': { target: process.env.BDG_SERVER ?? server } },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
  },
});
