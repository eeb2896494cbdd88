import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { accountValues, makeCredentials, secretManifests } from './access/credentials.ts';

const usage = `npm run helm:credentials -- --out FOLDER [--namespace kochava-stream]

Makes new credentials for an installation and writes two files (mode 600) into a folder outside of the repository:

  secrets.yaml        for kubectl apply: the seeds of the NATS users, the key that seals Kochava's credentials, the key
                      of the ids in logs, the logins of Postgres. Keep a copy where your other secrets are.
  nats-accounts.yaml  values of the official nats chart: who may do what, by public key. Not secret.

It never overwrites: the key that seals Kochava's credentials cannot be made again.
`;

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      out: { type: 'string' },
      namespace: { type: 'string', default: 'kochava-stream' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help || values.out === undefined) {
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  const credentials = makeCredentials();
  const files = {
    'secrets.yaml': secretManifests(credentials, values.namespace),
    'nats-accounts.yaml': accountValues(credentials),
  };
  const taken = Object.keys(files).filter((name) => existsSync(join(values.out ?? '', name)));
  if (taken.length > 0) throw new Error(`${values.out} has ${taken.join(' and ')} already; nothing was written`);
  await mkdir(values.out, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(values.out, name), text, { mode: 0o600, flag: 'wx' });
    process.stdout.write(`${join(values.out, name)}\n`);
  }
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
