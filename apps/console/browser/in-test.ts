import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findChromium } from './support/chromium.ts';
import { environment } from './support/env.ts';

/**
 * `npm run test:console`: every page is worked with and examined, none is photographed. Where no browser can be
 * had it says so and is left out; `npm run test:browser` fails there.
 */
function chromium(): string | undefined {
  try {
    return findChromium();
  } catch (error) {
    process.stderr.write(`SKIPPED: the tests of the console in a browser (${(error as Error).message})\n`);
    return undefined;
  }
}

const found = chromium();
if (found !== undefined) {
  const config = join(import.meta.dirname, 'playwright.config.ts');
  const env = { ...environment, CHROMIUM_BIN: found, BROWSER_PICTURES: 'none' };
  const { status } = spawnSync('playwright', ['test', '--config', config], { stdio: 'inherit', env });
  process.exitCode = status ?? 1;
}
