import path from 'node:path';
import { defineConfig } from 'vite';

/** One CommonJS file: a sandboxed preload script can load Electron and nothing else. */
export default defineConfig({
  root: path.dirname(import.meta.dirname),
  publicDir: false,
  build: {
    outDir: 'dist/preload',
    emptyOutDir: true,
    target: 'chrome140',
    minify: false,
    lib: { entry: 'preload/index.ts', formats: ['cjs'], fileName: () => 'index.cjs' },
    rolldownOptions: { external: ['electron'] },
  },
});
