import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: path.dirname(import.meta.dirname),
    include: ['test/**/*.test.ts'],
    // Importing the real one outside Electron would fetch its runtime.
    alias: { electron: path.join(import.meta.dirname, 'electron/stand-in.ts') },
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
    globalSetup: 'test/models.ts',
    // Tests say themselves when a model ships.
    env: { JANUS_STUDIO_STARTER: '' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
  },
});
