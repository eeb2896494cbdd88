/** Bodies as they come off the wire: packed, cut, in pieces; and postbacks. */
import { type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { deflateSync, gzipSync } from 'node:zlib';
import { readInstall } from '@kochava-stream/kochava';
import { fuzzed, nearly, nearlyBytes, nearlyText } from '@kochava-stream/testing';
import fc, { type Arbitrary } from 'fast-check';
import { BodyReader } from '../http/body-reader.ts';
import { formFields, jsonFields } from '../http/postback-fields.ts';

type Packing = (bytes: Buffer) => Buffer;
/** How a body is packed, and whether it is what a client may send. */
const packings: readonly (readonly [encoding: string, pack: Packing, good: boolean])[] = [
  ['gzip', (bytes) => gzipSync(bytes), true],
  ['deflate', (bytes) => deflateSync(bytes), true],
  ['', (bytes) => bytes, true],
  ['gzip', (bytes) => Buffer.concat([gzipSync(bytes), gzipSync(Buffer.alloc(0))]), true],
  ['gzip', (bytes) => gzipSync(bytes).subarray(0, -9), false],
  ['gzip', (bytes) => Buffer.concat([gzipSync(bytes), gzipSync(bytes)]), false],
  ['gzip', (bytes) => Buffer.concat([gzipSync(bytes), Buffer.from('rest')]), false],
  ['gzip', (bytes) => gzipSync(bytes).fill(0xff, 12, 20), false],
  ['gzip', (bytes) => bytes, false],
  ['deflate', (bytes) => gzipSync(gzipSync(bytes)), false],
  ['br', (bytes) => bytes, false],
  ['gzip', () => gzipSync(Buffer.alloc(60_000_000 / 1_000)), false],
];

interface Sent {
  readonly bytes: Buffer;
  readonly packing: (typeof packings)[number];
  readonly piece: number;
  readonly limit: number;
  /** A declared length: of what comes, or another one. */
  readonly declared: string | undefined;
}

const sent: Arbitrary<Sent> = fc.record({
  bytes: nearlyBytes(fc.string({ unit: 'binary', maxLength: 2_000 })),
  packing: fc.constantFrom(...packings),
  piece: fc.integer({ min: 1, max: 5_000 }).map((size) => Math.max(size, 64)),
  limit: fc.constantFrom(100, 10_000, 1_000_000),
  declared: fc.constantFrom(undefined, undefined, undefined, '5', '-1', 'NaN', '99999999999999999999', '1e3'),
});

function requestOf({ bytes, packing: [encoding, pack], piece, declared }: Sent): IncomingMessage {
  const packed = pack(bytes);
  const pieces = Array.from({ length: Math.ceil(packed.length / piece) }, (_, n) =>
    packed.subarray(n * piece, (n + 1) * piece),
  );
  const headers = { 'content-encoding': encoding, ...(declared === undefined ? {} : { 'content-length': declared }) };
  return Object.assign(Readable.from(pieces), { headers, complete: true }) as unknown as IncomingMessage;
}

const bodies = new BodyReader(1_500_000);

fuzzed('bodies', sent, async (input) => {
  const reading = await bodies.read(requestOf(input), input.limit);
  expect(bodies.heldBytes).toBe(0);
  if (!reading.ok) return expect([400, 413, 415, 503]).toContain(reading.answer.code);
  expect(reading.bytes.length).toBeLessThanOrEqual(input.limit);
  if (input.packing[2]) expect(reading.bytes.equals(input.bytes)).toBe(true);
});

const install = fc.record(
  {
    kochava_device_id: fc.constantFrom('KB1', '{device_id}', 'a\nb'),
    idfa: fc.constantFrom('A6334005-9019-46BB-9659-74FD0BD33585', '0', '~(idfa)~'),
    idfv: fc.string({ unit: 'binary', maxLength: 8 }),
    adid: fc.constantFrom<unknown>('38400000-8cf0-11bd-b23e-10b96e40000d', 7, 1e21, -0),
    android_id: fc.constantFrom('9774d56d682e549c', ' 9774d56d682e549c ', 'x'.repeat(600)),
    event_name: fc.constantFrom('_install', 'Purchase'),
  },
  { requiredKeys: [] },
);
const asForm = fc
  .dictionary(fc.oneof(fc.constantFrom('idfa', 'adid', '__proto__'), fc.string()), fc.string(), { maxKeys: 6 })
  .map((fields) => new URLSearchParams(Object.entries(fields)).toString());
const postback = nearlyText(
  fc.oneof(
    nearly(install).map((value) => JSON.stringify(value) ?? ''),
    asForm,
  ),
);
const parameters = fc.constantFrom(undefined, {}, { idfa: 'idfa', event_name: 'event_name' }, { adid: '__proto__' });

fuzzed('postbacks', fc.tuple(postback, parameters), ([text, given]) => {
  const fields = jsonFields(text) ?? formFields(text);
  const read = readInstall(fields, given);
  if (read.what === 'unusable') expect(read.problem).toMatch(/^[\x20-\x7e…]{1,3000}$/);
  if (read.what !== 'install') return expect(['unusable', 'other-event', 'no-identifier']).toContain(read.what);
  const { kochavaDeviceId, ids } = read;
  const canonical = new Map(Object.entries(ids));
  if (kochavaDeviceId !== null) canonical.set('kochava_device_id', kochavaDeviceId);
  expect(readInstall(canonical, undefined)).toEqual(read);
  for (const id of canonical.values()) expect(id).toMatch(/^[^\0-\x1f\x7f]{1,512}$/);
});
