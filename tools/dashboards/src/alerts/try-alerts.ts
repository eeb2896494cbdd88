import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alertCases } from './cases.ts';
import { alertRules, alertTests } from './rules.ts';

/** An alert does not do what its story says; the message is promtool's. */
export class AlertsFailed extends Error {
  override readonly name = 'AlertsFailed';
}

/** Has promtool read every rule and play every story. @returns how many stories. @throws AlertsFailed */
export async function tryAlerts(promtool: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'kochava-stream-alerts-'));
  try {
    const rules = join(folder, 'rules.json');
    const tests = join(folder, 'tests.json');
    await writeFile(rules, JSON.stringify(alertRules()));
    await writeFile(tests, JSON.stringify(alertTests(rules, alertCases)));
    await ran(promtool, ['check', 'rules', rules]);
    await ran(promtool, ['test', 'rules', tests]);
    return alertCases.length * 2;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function ran(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(command, [...args], { timeout: 60_000, encoding: 'utf8' }, (error, out, err) => {
      if (error === null) resolve();
      else reject(new AlertsFailed(`promtool ${args.slice(0, 2).join(' ')}:\n${out}${err}`, { cause: error }));
    });
  });
}
