import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for temporary files that no other program uses: whatever is in it or names it belongs to the test. */
export async function ownTemporaryFolder(): Promise<{ dir: string; remove: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'kochava-stream-e2e-'));
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** Command lines of the processes that name the folder in their arguments or environment. */
export async function processesOf(dir: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const [command, environment] = await Promise.all([read(`/proc/${pid}/cmdline`), read(`/proc/${pid}/environ`)]);
    if (command !== '' && (command + environment).includes(dir)) found.push(`${pid} ${command.replaceAll('\0', ' ')}`);
  }
  return found;
}

/** A process that ends while it is looked at has nothing to say. */
function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
