import { type QueryRunner } from 'typeorm';
import { type MigrationClass } from '../migration.ts';
import { faultOf, Made } from './allowed.spec.ts';
import { statementsIn } from './tokens.spec.ts';

/**
 * Why the release before could not go on at work once the migration has run; none = it can.
 * @param release the version that the migration is about to be released with
 */
export async function faultsOf(migration: MigrationClass, release: string): Promise<string[]> {
  const { contracts } = new migration();
  if (contracts !== undefined) {
    return isBefore(contracts.since, release)
      ? []
      : [`contracts since ${contracts.since}, which must be a release before this one, ${release}`];
  }
  const made = new Made();
  const faults: string[] = [];
  for (const text of await whatItRuns(migration)) {
    for (const statement of statementsIn(text)) {
      const fault = faultOf(statement, made);
      if (fault !== undefined) faults.push(fault);
    }
  }
  return faults;
}

/** What the migration sends to Postgres, by letting it run against nothing. */
async function whatItRuns(migration: MigrationClass): Promise<string[]> {
  const sent: string[] = [];
  const runner = {
    query: (text: string): Promise<unknown[]> => {
      sent.push(text);
      return Promise.resolve([]);
    },
  };
  const refusing = new Proxy(runner, {
    get: (target, name) => {
      if (name === 'query') return target.query;
      throw new Error(`a migration may use runner.query alone, not ${String(name)}: nobody sees what that sends`);
    },
  });
  await new migration().up(refusing as unknown as QueryRunner);
  return sent;
}

/** Is version `a` older than `b`? Both `major.minor.patch`. */
function isBefore(a: string, b: string): boolean {
  const [left, right] = [a, b].map((version) => {
    if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${version} is not a release`);
    return version.split('.').map(Number);
  }) as [number[], number[]];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at !== -1 && (left[at] ?? 0) < (right[at] ?? 0);
}
