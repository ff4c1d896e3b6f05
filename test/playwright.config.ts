import { defineConfig } from '@playwright/test';
import { chromium } from './e2e/chromium.ts';

export default defineConfig({
  testDir: './e2e',
  // SCREENS=1: pictures of every state, for a person to look at.
  testMatch: process.env['SCREENS'] ? '**/*.shots.ts' : '**/*.e2e.ts',
  globalSetup: './e2e/global-setup.ts',
  outputDir: '../test-results/e2e',
  timeout: 120_000,
  expect: { timeout: 30_000 },
  fullyParallel: true,
  workers: 2,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    launchOptions: chromium(),
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    reducedMotion: 'no-preference',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
});
