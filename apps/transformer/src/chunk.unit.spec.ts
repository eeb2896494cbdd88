import { encode, receivedEvents } from '@kochava-stream/contracts';
import { anAmplitudeEvent, anUpload } from '@kochava-stream/testing';
import { parseChunk, splitChunk } from './chunk.ts';

const events = (...ids: string[]) => ids.map((id) => anAmplitudeEvent({ insert_id: id }));
const uploads = [anUpload({ events: events('a', 'b') }), anUpload({ events: events('c') })];
const message = {
  source: 0,
  shard: 1,
  stream: 'RECEIVED' as const,
  subject: 'received.events.1',
  seq: 17,
  bytes: encode(receivedEvents, { v: 1, uploads }),
  headers: {},
};
const places = (of: ReturnType<typeof parseChunk>) => of.events.map(({ event, place }) => [event.insert_id, place]);

describe('a chunk', () => {
  it('tells of each event where it is stored, also when it is taken apart', () => {
    const expected = ['a', 'b', 'c'].map((id, index) => [id, { seq: 17, index }]);
    expect(places(parseChunk(message))).toEqual(expected);
    const parts = splitChunk(message);
    expect(parts).toHaveLength(3);
    expect(parts.flatMap((part) => places(parseChunk(part)))).toEqual(expected);
  });
});
