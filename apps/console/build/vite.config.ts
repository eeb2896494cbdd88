import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npx vite -c apps/console/build/vite.config.ts` serves the sources; the API is then that of `npm start`. */
export default defineConfig({
  root: join(import.meta.dirname, '..'),
  plugins: [react()],
  // Every <style> and <script> that Vite writes carries it; the config service puts a new one into each answer.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    // Older ones do not know light-dark().
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // A data: URL would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8081' } },
});
