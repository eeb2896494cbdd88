/**
 * Runs jest, and the spec files that failed a second time, alone: `node main.ts <arguments of jest>`.
 *
 * These specs wait for real servers on whatever machine there is. What fails twice in a row fails; what passes then is named
 * as FLAKY, to be mended. Runs from source: specs need no build.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

interface Report {
  readonly testResults: readonly { readonly name: string; readonly status: string }[];
}

const jest = join(import.meta.dirname, '../../../../node_modules/jest/bin/jest.js');
const folder = mkdtempSync(join(tmpdir(), 'kochava-stream-specs-'));
process.exitCode = twice(process.argv.slice(2));
rmSync(folder, { recursive: true, force: true });

function twice(given: readonly string[]): number {
  const report = join(folder, 'report.json');
  const first = run([...given, '--json', '--outputFile', report]);
  if (first === 0) return 0;
  const failed = failedIn(report);
  if (failed.length === 0) return first;
  process.stderr.write(`\nonce more, alone: ${failed.join(', ')}\n\n`);
  const second = run(['--runTestsByPath', ...failed, ...given]);
  if (second === 0) process.stderr.write(`\nFLAKY, failed once and passed then: ${failed.join(', ')}\n`);
  return second;
}

/** --json prints the report on stdout too; what people read goes to stderr. */
function run(given: readonly string[]): number {
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const { status } = spawnSync(process.execPath, [...flags, jest, ...given], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return status ?? 1;
}

/** Empty if jest did not get as far as to say. */
function failedIn(report: string): string[] {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
    return testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative('', name));
  } catch {
    return [];
  }
}
