import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { findChromium } from './support/chromium.ts';
import { environment } from './support/env.ts';

const readme = /@readme/;

/** One browser and one system at a time: the tests of a worker share both. */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '*.browser.spec.ts',
  ...(environment.README_PICTURES === undefined ? { grepInvert: readme } : { grep: readme }),
  outputDir: join(import.meta.dirname, '../reports/failures'),
  workers: 1,
  // Without pictures it is a check of many: a machine that was too busy once is told as flaky.
  retries: environment.BROWSER_PICTURES === 'none' ? 1 : 0,
  // A busy machine is slow, not wrong.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    launchOptions: {
      executablePath: findChromium(),
      // Chromium's own sandbox does not start as root, which containers are.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
    viewport: { width: 1280, height: 800 },
    // Nothing is half way from one colour to another when it is looked at.
    contextOptions: { reducedMotion: 'reduce' },
    locale: 'en-GB',
    timezoneId: 'UTC',
    actionTimeout: 20_000,
    trace: 'retain-on-failure',
  },
});
