import { fileURLToPath } from 'node:url';
import { type LedgerRow, type Rule } from '@kochava-stream/kochava-sandbox';
import { freePort, supervise } from '@kochava-stream/servers';
import { deviceOf } from '../load/devices.ts';
import { type Call } from '../ledgers/call.ts';

/** The Kochava sandbox in a process of its own. */
export interface KochavaSandbox {
  readonly url: string;
  /** Adds rules after those in force. */
  behave(rules: readonly Rule[], seed: number): Promise<void>;
  /** From now on these and no others. */
  behaveOnly(rules: readonly Rule[], seed: number): Promise<void>;
  /** From now on the app has this key and secret, and refuses what is signed otherwise. */
  authenticate(app: string, auth: { apiKey: string; apiSecret: string }): Promise<void>;
  /** Everything that came since the last time. @throws LedgerCut */
  newCalls(): Promise<{ app: string | null; call: Call }[]>;
  stop(): Promise<void>;
}

/** Rows went out of the ledger before they were read: nothing can be proved. */
export class LedgerCut extends Error {
  override readonly name = 'LedgerCut';
}

const rowsAtOnce = 5_000;

export async function startKochavaSandbox(logFile: string): Promise<KochavaSandbox> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const main = fileURLToPath(new URL('../../../kochava-sandbox/dist/main.js', import.meta.url));
  const child = await supervise({
    command: [process.execPath, main],
    logFile,
    stopSignal: 'TERM',
    graceMs: 2_000,
    env: { PATH: process.env['PATH'], PORT: String(port) },
  });
  await listening(url, child.running);
  let last = 0;
  const behave: KochavaSandbox['behave'] = async (rules, seed) => {
    const body = JSON.stringify({ seed, rules });
    const reply = await fetch(`${url}/_sandbox/behaviour`, { method: 'POST', body });
    if (!reply.ok) throw new Error(`the sandbox refused its rules: ${await reply.text()}`);
  };
  return {
    url,
    behave,
    behaveOnly: async (rules, seed) => {
      await fetch(`${url}/_sandbox/behaviour`, { method: 'DELETE' });
      await behave(rules, seed);
    },
    authenticate: async (appGuid, auth) => {
      const body = JSON.stringify({ apps: [{ appGuid, auth: { ...auth, strict: true } }] });
      const reply = await fetch(`${url}/_sandbox/apps`, { method: 'POST', body });
      if (!reply.ok) throw new Error(`the sandbox refused an app: ${await reply.text()}`);
    },
    newCalls: async () => {
      const calls: { app: string | null; call: Call }[] = [];
      for (;;) {
        const rows = await requests(url, last);
        for (const row of rows) calls.push({ app: row.app, call: callOf(row) });
        last = rows.at(-1)?.n ?? last;
        if (rows.length < rowsAtOnce) return calls;
      }
    },
    stop: async () => {
      if (child.running()) process.kill(child.pid, 'SIGTERM');
      await child.ended();
    },
  };
}

/** Once more when a connection that was kept open had just been closed. */
async function asked(url: string): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await fetch(url);
    } catch (error) {
      if (tries === 3) throw error;
    }
  }
}

async function requests(url: string, since: number): Promise<LedgerRow[]> {
  const reply = await asked(`${url}/_sandbox/requests?since=${since}&limit=${rowsAtOnce}`);
  const dropped = Number(reply.headers.get('x-sandbox-dropped'));
  if (dropped > since) throw new LedgerCut(`the sandbox dropped ${dropped} rows, ${since} were read`);
  return (await reply.json()) as LedgerRow[];
}

interface Body {
  device_id?: Record<string, string>;
  data?: Record<string, unknown> & { event_data?: Record<string, unknown>; device_ids?: Record<string, string> };
}

function callOf({ kind, body, headers, at, endedAt, overAt, status, accepted, violations }: LedgerRow): Call {
  const said = {
    at,
    endedAt,
    overAt,
    ...(headers['kochava-api-key'] === undefined ? {} : { apiKey: headers['kochava-api-key'] }),
    status,
    accepted,
    violations: violations.map(({ name, detail }) => `${name} (${detail})`),
  };
  const { device_id: linked = {}, data = {} } = (body ?? {}) as Body;
  if (kind === 'link') {
    return { ...said, kind, id: null, device: owner(linked), properties: data as Record<string, string> };
  }
  const insertId = data.event_data?.['insert_id'];
  const id = typeof insertId === 'string' ? insertId : null;
  return { ...said, kind: kind === 'event' ? kind : 'other', id, device: owner(data.device_ids ?? {}), properties: {} };
}

function owner(identifiers: Readonly<Record<string, string>>): number | null {
  const owners = Object.values(identifiers).map(deviceOf);
  return owners.find((device) => device !== null) ?? null;
}

async function listening(url: string, alive: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
    if (!alive()) break;
    const reply = await fetch(`${url}/_sandbox/status`).catch(() => undefined);
    if (reply?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the Kochava sandbox did not start');
}
