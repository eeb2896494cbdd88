import { randomUUID } from 'node:crypto';
import { type Stack } from '@kochava-stream/all-in-one';
import { expectedRequests, install, play, Told, until } from '@kochava-stream/demo';
import { tree, type JaegerApi, type JaegerSpan } from './jaeger-api.ts';

/** The way of one event: each stands under the one before. */
const wayOfAnEvent = [
  'ingest POST /2/httpapi',
  'transformer process received.events',
  'kochava-dispatcher process dispatch.event',
  'kochava-dispatcher POST /track/json',
];
/** What tells the identity-linker that Kochava knows the device: once for each device. */
const confirmation = [...wayOfAnEvent, 'identity-linker process outcomes'];

/**
 * The demonstration's app sends with the official SDK while every upload is recorded: Jaeger must have each event's way
 * as one trace, and each link that was released later in a trace that links to its request.
 * @returns what is wrong
 */
export async function checkRecorded(stack: Stack, jaeger: JaegerApi, say: (line: string) => void): Promise<string[]> {
  const told = new Told(() => undefined);
  const apiKey = randomUUID();
  const at = await install(stack, apiKey, told);
  await play(stack, apiKey, told, at);
  await until('Kochava received everything', async () => (stack.sandbox?.requests().length ?? 0) >= expectedRequests);
  const faults: string[] = [];
  const checks = { 'an event is one trace': wholeWays, 'a link leads to its request': linkedReleases };
  for (const [what, check] of Object.entries(checks)) {
    try {
      await until(what, async () => (await check(jaeger)) !== undefined, 15_000);
      say(`${what}:`);
      ((await check(jaeger)) ?? []).forEach((line) => say(`  ${line}`));
    } catch (error) {
      faults.push((error as Error).message);
    }
  }
  const missing = ['ingest', 'transformer', 'identity-linker', 'kochava-dispatcher', 'config'];
  const services = await jaeger.services();
  return [...faults, ...missing.filter((name) => !services.includes(name)).map((name) => `no service ${name}`)];
}

/** Three events of two devices reach Kochava. @returns the trace of one that confirmed its device; undefined = not yet */
async function wholeWays(jaeger: JaegerApi): Promise<string[] | undefined> {
  const found = await jaeger.search({
    service: 'kochava-dispatcher',
    operation: 'POST /track/json',
    tags: { 'http.response.status_code': '200' },
  });
  const whole = found.filter((spans) => hasWay(spans, wayOfAnEvent));
  const confirming = found.filter((spans) => hasWay(spans, confirmation));
  return whole.length === 3 && confirming.length === 2 ? tree(confirming[0] ?? []) : undefined;
}

/** Whether a span stands under all the others of the way, each directly under the one before. */
function hasWay(spans: readonly JaegerSpan[], way: readonly string[]): boolean {
  return spans.some((span) => wayTo(span, spans).join() === way.join());
}

function wayTo({ service, name, parent }: JaegerSpan, spans: readonly JaegerSpan[]): string[] {
  const above = spans.find(({ id }) => id === parent);
  return [...(above === undefined ? [] : wayTo(above, spans)), `${service} ${name}`];
}

/** Two links were held and released. */
async function linkedReleases(jaeger: JaegerApi): Promise<string[] | undefined> {
  const found = await jaeger.search({ service: 'identity-linker', operation: 'release link' });
  const released = found.filter((spans) => spans.some(({ name }) => name === 'POST /v1/cpi/identityLink.php'));
  if (released.length < 2) return undefined;
  const [first = []] = released;
  const link = first.flatMap(({ name, links }) => (name === 'release link' ? links : []))[0] ?? '';
  const request = await jaeger.trace(link.split('/')[0] ?? '');
  if (request === undefined || !request.some(({ service }) => service === 'ingest')) return undefined;
  return [...tree(first), 'which links to its request:', ...tree(request)];
}
