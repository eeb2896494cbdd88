import {
  AckPolicy,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type JetStreamClient,
} from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

/** What travels between the floor's hops. */
export interface Chunk {
  events: Record<string, unknown>[];
}
export interface Dispatch {
  bodies: string[];
}

export async function wire(url: string): Promise<JetStreamClient> {
  return jetstream(await connect({ servers: url }));
}

/** Two streams with the durability of the system's, and a durable consumer each. */
export async function makeStreams(url: string): Promise<void> {
  const nc = await connect({ servers: url });
  const jsm = await jetstreamManager(nc);
  for (const name of ['FLOOR_RECEIVED', 'FLOOR_DISPATCH']) {
    await jsm.streams.add({
      name,
      subjects: [name.toLowerCase()],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
    });
    await jsm.consumers.add(name, { durable_name: 'floor', ack_policy: AckPolicy.Explicit, max_ack_pending: 256 });
  }
  await nc.close();
}
