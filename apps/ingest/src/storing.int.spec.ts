import { eventShard } from '@kochava-stream/contracts';
import { eventually } from '@kochava-stream/testing';
import { apiKey, startRig, type Rig } from './ingest-rig.spec.ts';

const open = (device: string, extra: object = {}) => ({ event_type: 'open', device_id: device, ...extra });
const upload = (...events: unknown[]) => ({ api_key: apiKey, events });
const numbered = (count: number) => Array.from({ length: count }, (_, n) => open(`device-${n % 20}`, { n }));

describe('what ingest stores', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ env: { TRUST_PROXY: '1' } });
  });
  afterAll(async () => rig.stop());

  it('is every event, in the shard of its device and in order, when the answer is 200', async () => {
    const events = numbered(100);
    const before = Date.now();
    const body = { ...upload(...events), client_upload_time: '2026-11-23T12:33:58.344Z' };
    expect((await rig.post('/2/httpapi', body)).status).toBe(200);
    await eventually(() => expect(rig.stored.events()).toHaveLength(100));
    for (const { subject, uploads } of rig.stored.chunks) {
      const stored = uploads.flatMap((part) => part.events);
      const own = events.filter((event) => subject === `received.events.${eventShard('project-1', event, 4)}`);
      expect(stored).toEqual(own.map((event) => ({ ...event, time: expect.any(Number) as number })));
      for (const part of uploads) {
        expect(part).toMatchObject({ project: 'project-1', uploadedAt: Date.UTC(2026, 10, 23, 12, 33, 58, 344) });
        expect(part.receivedAt).toBeGreaterThanOrEqual(before);
      }
    }
  });

  it('shares chunks between uploads that come at the same time, without mixing them', async () => {
    const before = rig.stored.chunks.length;
    await rig.server.kill('SIGSTOP');
    // Few enough that all of them are there before the server goes on, on a busy machine too.
    const uploads = Array.from({ length: 60 }, (_, n) => rig.post('/2/httpapi', upload(open('shared-device', { n }))));
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await rig.server.kill('SIGCONT');
    for (const { status } of await Promise.all(uploads)) expect(status).toBe(200);
    await eventually(() => {
      const chunks = rig.stored.chunks.slice(before);
      const parts = chunks.flatMap((chunk) => chunk.uploads);
      expect(new Set(parts.map((part) => part.events[0]?.['n'])).size).toBe(60);
      expect(parts).toHaveLength(60);
      expect(chunks.length).toBeLessThan(20);
    });
  });

  it('fills chunks of at most 512 KB from a large batch', async () => {
    const before = rig.stored.chunks.length;
    const text = Array.from({ length: 10 }, () => 'x'.repeat(1000));
    const events = Array.from({ length: 300 }, (_, n) => open('large-device', { n, text }));
    expect((await rig.post('/batch', upload(...events))).status).toBe(200);
    await eventually(() => {
      const chunks = rig.stored.chunks.slice(before);
      expect(
        chunks.flatMap((chunk) => chunk.uploads.flatMap((part) => part.events)).map((event) => event['n']),
      ).toEqual(events.map((_, n) => n));
      expect(Math.max(...chunks.map((chunk) => chunk.bytes))).toBeLessThan(530 * 1024);
    });
    const huge = open('large-device', { text: Array.from({ length: 950 }, () => 'x'.repeat(1000)) });
    expect((await rig.post('/batch', upload(huge))).text).toBe('{"code":413,"error":"Payload too large"}');
  });

  it('has the client address that the trusted proxy names', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.66, 203.0.113.7' };
    await rig.post('/2/httpapi', upload(open('ip-device', { ip: '$remote' })), { headers });
    await rig.post('/2/httpapi', upload(open('ip-device', { ip: '$remote' })));
    await eventually(() => {
      const found = rig.stored.events().filter((event) => event.device_id === 'ip-device');
      expect(found.map((event) => event['ip'])).toEqual(['203.0.113.7', '127.0.0.1']);
    });
  });

  it('is counted, and keys are nowhere in what is counted', async () => {
    await rig.post('/2/httpapi', { api_key: 'a-secret-key', events: [] });
    const metrics = await (await fetch(`${rig.service.url}/metrics`)).text();
    expect(metrics).toMatch(/kochava_stream_ingest_events_total\{route="httpapi",service="ingest"\} \d+/);
    expect(metrics).toMatch(/kochava_stream_ingest_uploads_total\{route="batch",code="413",service="ingest"\} 1/);
    expect(metrics).toMatch(/kochava_stream_ingest_waiting_bytes\{service="ingest"\} 0/);
    expect(metrics).not.toContain(apiKey);
    expect(metrics).not.toContain('a-secret-key');
  });
});
