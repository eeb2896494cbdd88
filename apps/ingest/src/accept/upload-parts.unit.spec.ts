import { decode, eventShard, receivedEvents, type AmplitudeEvent } from '@kochava-stream/contracts';
import fc from 'fast-check';
import { chunkBytes, chunkOf, splitUpload } from './upload-parts.ts';

const frame = { project: 'project-1', receivedAt: 5, uploadedAt: null, traceparent: undefined };
const event = (device: string, extra: object = {}): AmplitudeEvent => ({
  event_type: 'open',
  time: 1,
  device_id: device,
  ...extra,
});

describe('splitUpload', () => {
  it('puts every event into its shard, in order, and says how large the parts are', () => {
    const anEvent = fc.record({ device: fc.string(), text: fc.string({ unit: 'grapheme' }) });
    fc.assert(
      fc.property(
        fc.array(anEvent, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        (given, shards) => {
          const events = given.map(({ device, text }, n) => event(device, { n, text }));
          const parts = splitUpload(frame, events, shards) ?? [];
          expect(parts.map((part) => part.bytes)).toEqual(parts.map((part) => Buffer.byteLength(part.text)));
          for (const { shard, text } of parts) {
            const { uploads } = decode(receivedEvents, chunkOf([{ text }]));
            const expected = events.filter((each) => eventShard('project-1', each, shards) === shard);
            expect(uploads).toEqual([{ project: 'project-1', receivedAt: 5, uploadedAt: null, events: expected }]);
          }
          expect(new Set(parts.map((part) => part.shard)).size).toBe(parts.length);
        },
      ),
    );
  });

  it('begins a new part where a chunk is full', () => {
    const events = Array.from({ length: 9 }, (_, n) => event('device-1', { n, text: 'x'.repeat(chunkBytes / 4) }));
    const parts = splitUpload(frame, events, 4) ?? [];
    expect(parts).toHaveLength(3);
    for (const part of parts) expect(part.bytes).toBeLessThan(chunkBytes * 1.1);
    const { uploads } = decode(receivedEvents, chunkOf(parts));
    expect(uploads.flatMap((upload) => upload.events)).toEqual(events);
  });

  it('refuses an event that no message can hold', () => {
    expect(splitUpload(frame, [event('d', { text: 'x'.repeat(800 * 1024) })], 4)).toHaveLength(1);
    expect(splitUpload(frame, [event('d', { text: 'x'.repeat(901 * 1024) })], 4)).toBeUndefined();
  });

  it('carries the trace of the upload', () => {
    const traced = { ...frame, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', uploadedAt: 7 };
    const [part] = splitUpload(traced, [event('d')], 1) ?? [];
    expect(decode(receivedEvents, chunkOf(part === undefined ? [] : [part])).uploads[0]).toMatchObject(traced);
  });
});
