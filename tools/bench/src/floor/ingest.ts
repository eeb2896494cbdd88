import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { wire, type Chunk } from './wire.ts';

const js = await wire(process.env['NATS_URL'] ?? '');
const answer = '{"code":200}';
const inFlightAtMost = 2;
const eventsAtMost = 500;
const waiting: { events: Chunk['events']; response: ServerResponse }[] = [];
let inFlight = 0;

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const { events } = JSON.parse(Buffer.concat(parts).toString()) as Chunk;
    waiting.push({ events, response });
    setImmediate(flush);
  });
});

/** Everything that waits becomes one message: the fsync is shared. */
function flush(): void {
  if (waiting.length === 0 || inFlight >= inFlightAtMost) return;
  const uploads: typeof waiting = [];
  for (let size = 0; waiting.length > 0 && size < eventsAtMost; size += uploads.at(-1)?.events.length ?? 0) {
    uploads.push(waiting.shift() as (typeof waiting)[number]);
  }
  inFlight += 1;
  const chunk: Chunk = { events: uploads.flatMap(({ events }) => events) };
  void js.publish('floor_received', JSON.stringify(chunk), { msgID: randomUUID() }).then(() => {
    inFlight -= 1;
    for (const { response } of uploads) response.end(answer);
    flush();
  });
}

server.keepAliveTimeout = 65_000;
server.listen(Number(process.env['PORT']), '127.0.0.1');
