import { parseArgs } from 'node:util';
import { appsOf } from './control/app-problems.ts';
import { startSandbox } from './sandbox.ts';

const help = `Usage: node tools/kochava-sandbox/dist/main.js [--help]

A Kochava far end for tests: POST /track/json and POST /v1/cpi/identityLink.php, as strict as Kochava's documents.

Environment
  PORT          8090; 0 = a free one
  HOST          127.0.0.1
  APPS          JSON, e.g. [{"appGuid":"kodemo","auth":{"apiKey":"k","apiSecret":"s","strict":true},"paid":true}]
  UNKNOWN_APPS  accept (default) or refuse
  MAX_LEDGER    rows kept, 1000000

Control
  GET    /_sandbox/requests?since=N&limit=M     the ledger, oldest first
  DELETE /_sandbox/requests[?devices=true]      forget it, and what is known of devices
  GET    /_sandbox/status                       counts
  POST   /_sandbox/behaviour                    {"seed":1,"rules":[{"match":{"app","path","device","share",
                                                "shareOfBodies","overPerSecond"},"status","body","headers","delayMs","slowBody",
                                                "bodyBytes","gzip","endlessHead","reset":"before|after","times"}]}
  GET, DELETE /_sandbox/behaviour
  GET, POST   /_sandbox/apps                    {"apps":[...]} as in APPS
  GET    /_sandbox/devices?app=GUID             what is known, and since when`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
  if (values.help === true) {
    console.log(help);
    return;
  }
  const {
    PORT = '8090',
    HOST = '127.0.0.1',
    APPS = '[]',
    UNKNOWN_APPS = 'accept',
    MAX_LEDGER = '1000000',
  } = process.env;
  if (UNKNOWN_APPS !== 'accept' && UNKNOWN_APPS !== 'refuse') throw new Error('UNKNOWN_APPS: accept or refuse');
  const sandbox = await startSandbox({
    port: whole('PORT', PORT),
    host: HOST,
    apps: appsOf(parsed('APPS', APPS)),
    unknownApps: UNKNOWN_APPS,
    maxLedger: whole('MAX_LEDGER', MAX_LEDGER),
  });
  console.log(`Kochava sandbox on ${sandbox.url}`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void sandbox.close());
}

function whole(variable: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`${variable}: a whole number is needed, not ${text}`);
  return Number(text);
}

function parsed(variable: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${variable}: not JSON`, { cause });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
