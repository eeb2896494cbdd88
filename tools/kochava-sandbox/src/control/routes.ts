import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type FarEnd } from '../far-end.ts';
import { readBody } from '../read-body.ts';
import { failure } from '../reply.ts';
import { drained } from '../send.ts';
import { appsOf } from './app-problems.ts';
import { rulesOf } from './rule-problems.ts';

const prefix = '/_sandbox/';
const maxControlBytes = 10_000_000;

export function isControl(url: string): boolean {
  return url.startsWith(prefix) || url === '/_sandbox';
}

interface Call {
  farEnd: FarEnd;
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
}

type Route = (call: Call) => Promise<void> | void;

/** What a test or an operator may ask of the sandbox itself. */
const routes: Readonly<Record<string, Route>> = {
  'GET requests': sendRows,
  'DELETE requests': ({ farEnd, response, query }) => {
    farEnd.clear(query.get('devices') === 'true');
    answer(response, 200, { cleared: true });
  },
  'GET status': ({ farEnd, response }) => answer(response, 200, statusOf(farEnd)),
  'GET behaviour': ({ farEnd, response }) => answer(response, 200, { rules: farEnd.behaviour.list() }),
  'POST behaviour': async ({ farEnd, request, response }) => {
    const { rules, seed } = rulesOf(await json(request));
    farEnd.behaviour.add(rules, seed);
    answer(response, 200, { rules: farEnd.behaviour.list() });
  },
  'DELETE behaviour': ({ farEnd, response }) => {
    farEnd.behaviour.clear();
    answer(response, 200, { rules: [] });
  },
  'GET apps': ({ farEnd, response }) => answer(response, 200, { apps: farEnd.apps.list() }),
  'POST apps': async ({ farEnd, request, response }) => {
    farEnd.apps.add(appsOf(((await json(request)) as { apps?: unknown } | null)?.apps));
    answer(response, 200, { apps: farEnd.apps.list() });
  },
  'GET devices': ({ farEnd, response, query }) => {
    const app = query.get('app');
    if (app === null) throw new Error('app: an App GUID is needed');
    answer(response, 200, { app, devices: farEnd.devices.list(app) });
  },
};

/** Numbers that cost nothing to read, for whoever waits for something to arrive. */
export function statusOf({ ledger, devices }: FarEnd): SandboxStatus {
  const { last, dropped, accepted, violations, flags } = ledger;
  const known = { identifiers: devices.size, forgotten: devices.forgotten };
  return {
    last,
    dropped,
    accepted: { ...accepted },
    violations: { ...violations },
    flags: { ...flags },
    devices: known,
  };
}

export interface SandboxStatus {
  /** The number of the newest row. */
  last: number;
  /** Rows that had to go. */
  dropped: number;
  /** Requests taken, by kind. */
  accepted: Record<string, number>;
  /** By name. */
  violations: Record<string, number>;
  flags: Record<string, number>;
  devices: { identifiers: number; forgotten: number };
}

/** Answers a request below `/_sandbox/`. */
export async function control(farEnd: FarEnd, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const name = `${request.method ?? ''} ${url.pathname.slice(prefix.length)}`;
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
  if (route === undefined) {
    answer(response, 404, { error: `unknown: ${name}`, known: Object.keys(routes) });
    return;
  }
  try {
    await route({ farEnd, request, response, query: url.searchParams });
  } catch (error) {
    answer(response, 400, { error: error instanceof Error ? error.message : String(error) });
  }
}

/** An array of rows, written piece by piece: there may be a million. */
async function sendRows({ farEnd, response, query }: Call): Promise<void> {
  const since = count(query, 'since', 0);
  const limit = count(query, 'limit', Infinity);
  response.writeHead(200, {
    'content-type': 'application/json',
    'x-sandbox-last': farEnd.ledger.last,
    'x-sandbox-dropped': farEnd.ledger.dropped,
  });
  let separator = '[';
  for (const row of farEnd.ledger.rows(since, limit)) {
    const room = response.write(separator + JSON.stringify(row));
    separator = ',\n';
    if (!room) await drained(response);
    if (response.destroyed) return;
  }
  response.end(separator === '[' ? '[]' : ']');
}

function count(query: URLSearchParams, name: string, usual: number): number {
  const text = query.get(name);
  if (text === null) return usual;
  if (!/^\d+$/.test(text)) throw new Error(`${name}: a whole number is needed`);
  return Number(text);
}

async function json(request: IncomingMessage): Promise<unknown> {
  const { bytes } = await readBody(request, maxControlBytes);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new Error('the body is not JSON', { cause });
  }
}

export function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = typeof body === 'string' ? failure(body) : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
