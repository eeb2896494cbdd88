/**
 * The exact bytes. Each folder of libs/kochava/golden has an `input.json` and what must come of it: `request.json` or
 * `refused.json`. The sync is golden/sync.json with the input's changes in it.
 *
 * The expectations were written by hand from Kochava's documents, their bytes and signatures made by another program.
 * A missing or superfluous file fails. To write what the code gives today (then read every changed line):
 *   GOLDEN_WRITE=<case> NODE_OPTIONS=--experimental-vm-modules npx jest libs/kochava/src/golden.unit.spec.ts
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentParser, SyncConfig, type AmplitudeEvent, type DeviceIds } from '@kochava-stream/contracts';
import {
  authHeaders,
  dropReasons,
  endpoints,
  linkBody,
  linkValue,
  mapDevice,
  mapEvent,
  type Dropped,
  type MappingSource,
} from './index.ts';

const folder = join(import.meta.dirname, '../golden');
const cases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const parseSync = documentParser(SyncConfig);

interface Input {
  kind: 'event' | 'link';
  event: AmplitudeEvent;
  eventTime: number;
  userProperties: Record<string, unknown>;
  knownIds: DeviceIds;
  sync: Json;
  credentials?: { apiKey: string; apiSecret: string };
}
interface Request {
  method: 'POST';
  path: string;
  headers: Record<string, string>;
  body: string;
}
type Json = Record<string, unknown>;

describe('golden requests', () => {
  it('are at least 45, with every kind of refusal that a small input can have', () => {
    expect(cases.length).toBeGreaterThanOrEqual(45);
    const seen = cases.filter((name) => 'refused.json' in filesOf(name)).map((name) => expected(name, 'refused.json'));
    const missing = dropReasons.filter((reason) => !seen.some((refusal) => refusal['reason'] === reason));
    expect(missing).toEqual(['too-large']);
  });

  it.each(cases)('%s', (name) => {
    const input = read(name, 'input.json') as unknown as Input;
    const sync = syncOf(input);
    const result = input.kind === 'link' ? linkRequest(input, sync) : eventRequest(input, sync);
    const file = 'reason' in result ? 'refused.json' : 'request.json';
    if (process.env['GOLDEN_WRITE'] === name)
      writeFileSync(join(folder, name, file), `${JSON.stringify(result, null, 2)}\n`);
    expect(Object.keys(filesOf(name)).sort()).toEqual(['input.json', file].sort());
    expect(result).toEqual(expected(name, file));
    if ('body' in result) expect(result.body).toMatch(/^[\x20-\x7f]+$/);
  });
});

function eventRequest(input: Input, sync: SyncConfig): Request | { reason: string } {
  const mapped = mapEvent(sourceOf(input), sync);
  return mapped.ok ? request(input, endpoints.event, mapped.body, mapped.userAgent) : refusal(mapped);
}

/** As a link goes its way: the device, the selected properties as text, the body. */
function linkRequest(input: Input, sync: SyncConfig): Request | { reason: string } {
  const device = mapDevice(sourceOf(input), sync);
  if (!device.ok) return refusal(device);
  const properties = Object.fromEntries(
    sync.sendUsers.properties.flatMap((name) => {
      const value = linkValue(input.userProperties[name]);
      return value === undefined || 'refused' in value ? [] : [[name, value.text]];
    }),
  ) as Record<string, string>;
  const body = linkBody({ appGuid: sync.appGuid, ids: device.ids, properties });
  return request(input, endpoints.link, body, 'Unknown');
}

function request(input: Input, path: string, body: string, userAgent: string): Request {
  const headers = { 'Content-Type': 'application/json', 'User-Agent': userAgent };
  const signed = input.credentials === undefined ? {} : authHeaders({ body, ...input.credentials });
  return { method: 'POST', path, headers: { ...headers, ...signed }, body };
}

function refusal({ reason }: Dropped): { reason: string } {
  return { reason };
}

/** The base sync with the input's changes; what the contract would refuse is no sync to test with. */
function syncOf(input: Input): SyncConfig {
  const document = JSON.stringify(merged(readJson(join(folder, 'sync.json')), input.sync));
  const sync = parseSync(Buffer.from(document));
  if (sync === undefined) throw new Error('not a sync: ' + document);
  return sync;
}

function sourceOf({ event, eventTime, userProperties, knownIds }: Input): MappingSource {
  return { event, eventTime, userProperties, knownIds };
}

function merged(base: Json, changes: Json): Json {
  const entries = Object.entries(changes).map(([name, change]) => {
    const old = base[name];
    return [name, isRecord(old) && isRecord(change) ? merged(old, change) : change];
  });
  return { ...base, ...(Object.fromEntries(entries) as Json) };
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function filesOf(name: string): Record<string, true> {
  return Object.fromEntries(readdirSync(join(folder, name)).map((file) => [file, true]));
}

function expected(name: string, file: string): Json {
  return read(name, file);
}

function read(name: string, file: string): Json {
  return readJson(join(folder, name, file));
}

function readJson(path: string): Json {
  return JSON.parse(readFileSync(path, 'utf8')) as Json;
}
