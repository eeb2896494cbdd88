import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { table, Told } from '@kochava-stream/demo';
import { playAgainst } from './demo/play-against.ts';

const help = `Usage: npm run demo:running -- --token-file FILE [options]

The demonstration against a system that runs already, with the Kochava sandbox behind it (docker compose up does that):
makes a project and a sync, sends with the official Amplitude SDK, and ends with 0 only if the sandbox's ledger proves
that nothing was lost, nothing sent twice, and no link came before its device's data. May be repeated.

  --token-file FILE  an admin token of the config API; with docker compose:
                     docker compose cp config:/var/lib/kochava-stream/admin-token admin-token
  --ingest URL       default http://127.0.0.1:8080
  --config URL       default http://127.0.0.1:8081
  --sandbox URL      default http://127.0.0.1:8090`;

const { values } = parseArgs({
  options: {
    'token-file': { type: 'string' },
    ingest: { type: 'string', default: 'http://127.0.0.1:8080' },
    config: { type: 'string', default: 'http://127.0.0.1:8081' },
    sandbox: { type: 'string', default: 'http://127.0.0.1:8090' },
    help: { type: 'boolean', default: false },
  },
});

async function main(tokenFile: string): Promise<boolean> {
  const told = new Told((line) => console.log(line));
  const { ingest, config, sandbox } = values;
  const adminToken = readFileSync(tokenFile, 'utf8').trim();
  const { ledger, problems } = await playAgainst({ urls: { ingest, config, sandbox }, adminToken }, told);
  console.log('');
  told.tellNotes();
  console.log(`\nWhat Kochava received, in order:\n${table(ledger)}\n`);
  for (const problem of problems) console.log(`FAULT  ${problem}`);
  if (problems.length === 0) console.log('Proved: nothing lost, nothing twice, no link before the data of its device.');
  return problems.length === 0;
}

const tokenFile = values['token-file'];
if (values.help || tokenFile === undefined) {
  console.log(help);
  process.exitCode = values.help ? 0 : 2;
} else {
  try {
    process.exitCode = (await main(tokenFile)) ? 0 : 1;
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
