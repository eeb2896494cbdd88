import { AckPolicy, DeliverPolicy, type ConsumerConfig } from '@nats-io/jetstream';
import { nuid } from '@nats-io/transport-node';

/** A consumer for one reader: no acks, kept in memory, dropped by the server when nobody has pulled for two minutes. */
export function throwawayConsumer(subject: string, next: number): Partial<ConsumerConfig> {
  const start =
    next === 0
      ? { deliver_policy: DeliverPolicy.LastPerSubject }
      : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: next };
  return {
    name: `reader-${nuid.next()}`,
    filter_subject: subject,
    ack_policy: AckPolicy.None,
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: 120 * 1e9,
    ...start,
  };
}
