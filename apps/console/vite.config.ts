import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npx vite apps/console` serves the sources; the API is then asked of CONFIG_URL. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // Every <style> and <script> that Vite writes carries it; the config service puts a new one into each answer.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    // A data: URL would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': process.env['CONFIG_URL'] ?? 'http://127.0.0.1:8081' } },
});
