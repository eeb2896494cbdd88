import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stack } from '@kochava-stream/all-in-one';
import { startJaeger, type JaegerServer } from '@kochava-stream/servers';
import { repository } from './repository.ts';
import { JaegerApi } from './traces/jaeger-api.ts';
import { checkRecorded } from './traces/recorded.ts';
import { startTracedStack } from './traces/stage.ts';
import { checkUnrecorded } from './traces/unrecorded.ts';

const help = `Usage: npm run traces:check

Starts Jaeger with the configuration of docker compose and everything else beside it, sends events with the official
Amplitude SDK, and asks Jaeger: each event must be one trace, from the upload to Kochava's reply and what followed from
it; a released link must lead to its request; and with no upload recorded a dead letter must be found by its trace id.
About half a minute; leaves nothing behind. JAEGER_BIN names the Jaeger to use; where there is none it is fetched, or
built with Go, which takes some minutes, once.
`;

const say = (line: string): void => console.log(line);
type Check = typeof checkRecorded;

async function main(): Promise<boolean> {
  const dir = await mkdtemp(join(tmpdir(), 'kochava-stream-traces-'));
  let jaeger: JaegerServer | undefined;
  try {
    const config = join(repository, 'deploy/compose/jaeger/config.yaml');
    jaeger = await startJaeger({ dir: join(dir, 'jaeger'), config, scratch: true, log: (line) => console.error(line) });
    const faults = [
      ...(await withStack(dir, jaeger, 1, checkRecorded)),
      ...(await withStack(dir, jaeger, 0, checkUnrecorded)),
    ];
    for (const fault of faults) say(`FAULT ${fault}`);
    say(faults.length === 0 ? 'Jaeger has what it should have.' : `${faults.length} faults`);
    return faults.length === 0;
  } finally {
    await jaeger?.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function withStack(dir: string, jaeger: JaegerServer, ratio: number, check: Check): Promise<string[]> {
  let stack: Stack | undefined;
  try {
    stack = await startTracedStack(dir, { endpoint: jaeger.otlpUrl, ratio });
    return await check(stack, new JaegerApi(jaeger.queryUrl), say);
  } catch (error) {
    return [(error as Error).message];
  } finally {
    await stack?.close();
  }
}

if (process.argv.includes('--help') || process.argv.includes('-h')) say(help);
else process.exit((await main()) ? 0 : 1);
