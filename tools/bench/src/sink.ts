import { createServer } from 'node:http';
import { Latencies } from './latencies.ts';

const marker = Buffer.from('"bench_at":"');
const reply = Buffer.from('{"success":"1"}');

/** The far end of a benchmark: accepts everything, counts, and measures each event's age by the time inside it. */
const counts = { events: 0, links: 0 };
let ages = new Latencies();

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    if (request.method === 'GET') return void response.end(JSON.stringify({ ...counts, ages: ages.summary() }));
    if (request.method === 'DELETE') {
      ages = new Latencies();
      return void response.end('{}');
    }
    if (request.url === '/track/json') event(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts));
    else counts.links += 1;
    response.setHeader('content-length', reply.length);
    response.end(reply);
  });
});

function event(body: Buffer): void {
  counts.events += 1;
  const at = body.indexOf(marker);
  if (at >= 0) ages.add(Date.now() - Number(body.toString('latin1', at + marker.length, at + marker.length + 13)));
}

server.keepAliveTimeout = 65_000;
server.listen(Number(process.env['PORT']), '127.0.0.1');
