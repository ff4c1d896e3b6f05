import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { licencesPlugin } from './licences-plugin.ts';

export default defineConfig({
  plugins: [react(), tailwind(), licencesPlugin(join(import.meta.dirname, '..'))],
  publicDir: false,
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: ['chrome125', 'firefox128', 'safari18'],
    // The page may load from its own address only: no data: fonts, no inline polyfill.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
