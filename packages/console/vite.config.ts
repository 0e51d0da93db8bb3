import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';

/** Built into dist/, which the reconciler serves. `vite` alone proxies to a local reconciler. */
const config: UserConfig = defineConfig({
  plugins: [react()],
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8420', ws: true } } },
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022' },
});

export default config;
