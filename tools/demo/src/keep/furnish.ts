import { randomUUID } from 'node:crypto';
import { ConfigClient, type Stack } from '@kochava-stream/all-in-one';
import { makeUpPast } from './past.ts';
import { exhibits } from './syncs.ts';
import { Traffic } from './traffic.ts';

/** Whom to sign in as. */
export const login = { name: 'Ada Lovelace', email: 'ada@example.com', password: 'look-around-a-while' } as const;

/** A project with something to see on every page. */
export interface Furnished {
  readonly project: string;
  /** By their names. */
  readonly syncs: Readonly<Record<string, string>>;
  readonly traffic: Traffic;
}

const devices = 40;
const bursts = 12;
const eventsEach = 25;

/** Makes an admin, a project and its syncs with a past, and sends what some dozens of people do in a few seconds. */
export async function furnish(stack: Stack): Promise<Furnished> {
  const { config: url, ingest } = stack.urls;
  await post(`${url}/api/setup`, { ...login, token: stack.adminToken, keepToken: true });
  const config = new ConfigClient(url, stack.adminToken);
  const apiKey = randomUUID().replaceAll('-', '');
  const { id: project } = await config.createProject({ name: 'Acme Shop', apiKey });
  const syncs: Record<string, string> = {};
  for (const { sync, enabled, rules } of exhibits) {
    stack.sandbox?.behave(rules, 7);
    const { id } = await config.createSync(project, sync);
    if (enabled) await config.enable(id);
    syncs[sync.name] = id;
  }
  await makeUpPast(stack, { project, syncs });
  await published();
  const traffic = new Traffic(ingest, apiKey, devices);
  await traffic.identifyAll();
  for (let burst = 0; burst < bursts; burst += 1) await traffic.send(eventsEach);
  return { project, syncs, traffic };
}

/** The services hear of a new configuration within milliseconds. */
function published(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 300));
}

async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
}
