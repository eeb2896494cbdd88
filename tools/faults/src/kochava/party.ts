import { randomBytes } from 'node:crypto';
import { type Rule } from '@kochava-stream/kochava-sandbox';
import { type Ledgers } from '../check/finding.ts';
import { judge, type Verdict } from '../check/judge.ts';
import { type Client } from '../load/client.ts';
import { deviceName } from '../load/devices.ts';
import { Driver } from '../load/driver.ts';
import { syncOf } from '../load/events.ts';
import { refusedDevices } from '../load/population.ts';
import { randomFrom } from '../load/random.ts';
import { type Archive } from '../stage/archive.ts';
import { type Stage } from '../stage/stage.ts';

/** One of several that use the system at the same time. */
export interface PartyOptions {
  readonly name: string;
  readonly eventsPerSecond: number;
  readonly seed: number;
  readonly concurrency?: number;
  readonly settleSeconds?: number;
  /** More of the sync's configuration. */
  readonly sync?: object;
  /** At Kochava. */
  readonly auth?: { readonly apiKey: string; readonly apiSecret: string };
}

/** A project with one sync of its own, its clients, and what is known of both. */
export interface Party {
  readonly name: string;
  readonly app: string;
  readonly apiKey: string;
  readonly project: string;
  readonly sync: string;
  readonly driver: Driver;
  ledgers(): Promise<Ledgers>;
  verdict(): Promise<Verdict>;
}

export interface Place {
  readonly stage: Stage;
  readonly archive: Archive;
  readonly client: Client;
}

/** Makes the project and its enabled sync; nothing is sent yet. */
export async function openParty(at: Place, options: PartyOptions): Promise<Party> {
  const { stage, archive, client } = at;
  const { name, eventsPerSecond, seed, concurrency = 16, settleSeconds = 1 } = options;
  const run = `${name.replaceAll(' ', '-')}-${randomBytes(3).toString('hex')}`;
  const app = `ko${run}`;
  archive.expect(app);
  const apiKey = randomBytes(16).toString('hex');
  const project = await stage.config.createProject({ name: run, apiKey });
  const signed = options.auth === undefined ? {} : { authentication: { enabled: true, ...options.auth } };
  if (options.auth !== undefined) await stage.sandbox.authenticate(app, options.auth);
  const how = { ...syncOf(app, { concurrency, settleSeconds }), ...signed, ...options.sync };
  const sync = await stage.config.createSync(project.id, how);
  await stage.config.enable(sync.id);
  const post = (body: string) => client.post(body);
  const driver = new Driver({ apiKey, run, random: randomFrom(seed), eventsPerSecond, post });
  const ledgers = async (): Promise<Ledgers> => ({
    told: driver.told,
    calls: await archive.callsOf(app),
    books: await stage.config.counts(project.id),
  });
  const verdict = async (): Promise<Verdict> => {
    const all = withoutRefusedKeys(redirectedEnds(await ledgers()));
    return judge(all, { settleMs: settleSeconds * 1_000, mostRepeats: takenUnheard(all), answerMs: 10_000 });
  };
  return { name, app, apiKey, project: project.id, sync: sync.id, driver, ledgers, verdict };
}

/**
 * Calls whose data Kochava took without saying so: the only ones that may come again. Links count by their properties. There
 * is no room above that, and as a rule it is met exactly: to the sandbox a connection carries one call at a time (HTTP/1.1), so an answer which
 * Kochava has handed over is never cut off by the reset of another call.
 */
export function takenUnheard({ calls }: Pick<Ledgers, 'calls'>): number {
  return calls
    .filter(({ accepted, endedAt }) => accepted && endedAt === null)
    .reduce((sum, { properties }) => sum + Math.max(1, Object.keys(properties).length), 0);
}

/** What was redirected must end there, as what was refused: it is not known before which events that meets. */
function redirectedEnds({ told, calls, books }: Ledgers): Ledgers {
  const isRedirect = (status: number): boolean => status >= 300 && status < 400;
  const ids = new Set(calls.filter(({ status }) => isRedirect(status)).map(({ id }) => id));
  if (ids.size === 0) return { told, calls, books };
  const made = told.made.map((event) => (ids.has(event.id) ? { ...event, end: 'refused' as const } : event));
  const read = calls.map((call) => (isRedirect(call.status) ? { ...call, status: 400 } : call));
  return { told: { ...told, made }, calls: read, books };
}

/** What Kochava says of a key that it does not have any more says nothing against the request. */
function withoutRefusedKeys({ calls, ...ledgers }: Ledgers): Ledgers {
  return { ...ledgers, calls: calls.map((call) => (call.status === 401 ? { ...call, violations: [] } : call)) };
}

/** A Kochava 50 ms away, which refuses some devices; `fault` is tried first where it is not one of those. */
export function farEnd(app: string, fault: readonly Rule[] = []): Rule[] {
  const refused = Array.from({ length: refusedDevices }, (_, index) => deviceName(index + 1));
  return [
    ...refused.map((device) => ({ match: { app, device, path: 'event' }, status: 400, delayMs: 50 })),
    ...fault.map((rule) => ({ ...rule, match: { ...rule.match, app } })),
    { match: { app }, delayMs: 50 },
  ];
}
