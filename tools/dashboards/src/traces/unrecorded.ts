import { type Stack, ConfigClient } from '@kochava-stream/all-in-one';
import { until } from '@kochava-stream/demo';
import { createInstance, Types } from '@amplitude/analytics-node';
import { tree, type JaegerApi } from './jaeger-api.ts';
import { lettersOf } from './stage.ts';

const apiKey = 'traces-check';

/**
 * Nothing is recorded, and Kochava refuses one event of two: Jaeger must have the trace of the refused one, by the id that
 * its dead letter carries, and nothing of the other.
 * @returns what is wrong
 */
export async function checkUnrecorded(stack: Stack, jaeger: JaegerApi, say: (line: string) => void): Promise<string[]> {
  const uploads = { service: 'ingest', operation: 'POST /2/httpapi' };
  const before = (await jaeger.search(uploads)).length;
  const config = new ConfigClient(stack.urls.config, stack.adminToken);
  const project = await config.createProject({ name: 'Traces', apiKey });
  const { id } = await config.createSync(project.id, {
    name: 'Refused',
    appGuid: 'kotraces',
    sendEvents: { enabled: true, events: ['Fine', 'Refused'] },
  });
  await config.enable(id);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await send(stack, 'Fine');
  await until('Kochava accepted the first event', async () => stack.sandbox?.requests()[0]?.accepted === true);
  stack.sandbox?.behave([{ match: { app: 'kotraces' }, status: 400, body: 'no' }]);
  await send(stack, 'Refused');
  await until('there is a dead letter', async () => (await lettersOf(stack)).length > 0);
  const [letter] = await lettersOf(stack);
  const trace = letter?.traceparent?.split('-')[1] ?? '';
  const failed = async (): Promise<boolean> =>
    ((await jaeger.trace(trace)) ?? []).some(({ name, tags }) => name === 'POST /track/json' && tags['error'] === true);
  const faults: string[] = [];
  await until(`the dead letter's trace ${trace} is found`, failed, 15_000).catch((error: Error) =>
    faults.push(error.message),
  );
  say(`a dead letter's trace, found by its id ${trace}, although no upload is recorded:`);
  tree((await jaeger.trace(trace)) ?? []).forEach((line) => say(`  ${line}`));
  // Jaeger's memory knows `error=true`, which the dashboards' links ask for, in newer versions only.
  const refused = { 'kochava_stream.reply': 'refused' };
  const failures = await jaeger.search({ service: 'kochava-dispatcher', tags: refused });
  if (!failures.some((spans) => spans[0]?.traceId === trace))
    faults.push('it is not among the calls that were refused');
  const after = (await jaeger.search(uploads)).length;
  if (after !== before) faults.push(`${after - before} uploads were recorded, although none was to be`);
  return faults;
}

async function send({ urls }: Stack, event: string): Promise<void> {
  const amplitude = createInstance();
  const options = { serverUrl: `${urls.ingest}/2/httpapi`, flushIntervalMillis: 20, logLevel: Types.LogLevel.None };
  await amplitude.init(apiKey, options).promise;
  const phone = { device_id: 'phone-of-ada', platform: 'iOS', idfv: 'BCCE52E7-03EE-321A-B3D4-E57123966239' };
  const { code } = await amplitude.track(event, {}, { ...phone, os_name: 'ios', ip: '203.0.113.7' }).promise;
  if (code !== 200) throw new Error(`ingest answered ${code}`);
}
