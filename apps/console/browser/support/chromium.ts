import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { environment, type BrowserEnv } from './env.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The system's Chromium: CHROMIUM_BIN, else on the PATH; on a Debian without one it is installed, if we are root.
 * @throws where there is none; the message says what to do
 */
export function findChromium(env = environment): string {
  const named = env.CHROMIUM_BIN ?? '';
  if (named !== '') return named;
  const found = onPath(env) ?? installed(env);
  if (found === undefined) {
    throw new Error(
      'no Chromium was found: install Debian’s package chromium, or set CHROMIUM_BIN to a Chromium or Chrome',
    );
  }
  return found;
}

function onPath(env: BrowserEnv): string | undefined {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

function installed(env: BrowserEnv): string | undefined {
  if (process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) return undefined;
  process.stderr.write('no Chromium yet: installing Debian’s package chromium …\n');
  try {
    const options = { stdio: ['ignore', 'ignore', 'inherit'] as ('ignore' | 'inherit')[], timeout: 600_000 };
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
    return onPath(env);
  } catch (error) {
    process.stderr.write(`it could not be installed: ${(error as Error).message}\n`);
    return undefined;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
