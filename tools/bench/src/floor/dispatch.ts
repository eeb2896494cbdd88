import { Pool } from 'undici';
import { wire, type Dispatch } from './wire.ts';

const js = await wire(process.env['NATS_URL'] ?? '');
const connections = Number(process.env['CONCURRENCY'] ?? 64);
const pool = new Pool(process.env['KOCHAVA_URL'] ?? '', { connections, pipelining: 1 });
const consumer = await js.consumers.get('FLOOR_DISPATCH', 'floor');
const messages = await consumer.consume({ max_messages: 16 });

for await (const message of messages) {
  const { bodies } = message.json<Dispatch>();
  // undici queues what its connections cannot take at once.
  void Promise.all(bodies.map(send)).then(() => message.ackAck());
}

async function send(body: string): Promise<void> {
  const reply = await pool.request({
    method: 'POST',
    path: '/track/json',
    headers: { 'content-type': 'application/json', 'user-agent': 'Unknown' },
    body: Buffer.from(body, 'latin1'),
  });
  const text = await reply.body.text();
  if ((JSON.parse(text) as { success?: unknown }).success !== '1') throw new Error('the sink refused');
}
