import { randomUUID } from 'node:crypto';
import { wire, type Chunk, type Dispatch } from './wire.ts';

const js = await wire(process.env['NATS_URL'] ?? '');
const consumer = await js.consumers.get('FLOOR_RECEIVED', 'floor');
const messages = await consumer.consume({ max_messages: 64 });

for await (const message of messages) {
  const { events } = message.json<Chunk>();
  const dispatch: Dispatch = { bodies: events.map(toKochava) };
  void js.publish('floor_dispatch', JSON.stringify(dispatch), { msgID: randomUUID() }).then(() => message.ackAck());
}

/** The shape of a post-install event, without any rule. */
function toKochava(event: Record<string, unknown>): string {
  const properties = event['event_properties'] as Record<string, unknown>;
  return JSON.stringify({
    action: 'event',
    kochava_app_id: 'kobench',
    kochava_device_id: event['device_id'],
    data: {
      usertime: Math.floor(Number(event['time']) / 1000),
      app_version: event['app_version'],
      device_ver: `${String(event['device_model'])}-${String(event['os_name'])}-${String(event['os_version'])}`,
      device_ids: { idfv: event['idfv'] },
      device_ua: '',
      event_name: event['event_type'],
      origination_ip: event['ip'],
      event_data: { price: properties['price'], bench_at: properties['bench_at'] },
    },
  });
}
