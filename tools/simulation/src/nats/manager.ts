import { DeliverPolicy, type ConsumerConfig } from '@nats-io/jetstream';
import { type Client } from './client.ts';
import { type Consumer } from './consumer.ts';
import { type Server } from './server.ts';

const answerMs = 5_000;

/** The part of JetStream's management that the product uses. */
export function jsmOf(server: Server, client: Client) {
  const ask = <T>(at: () => T) => client.ask(at, answerMs);
  return {
    streams: {
      info: (name: string) =>
        ask(() => {
          const stream = server.stream(name);
          const state = { first_seq: stream.firstSeq, last_seq: stream.lastSeq, messages: stream.messages.length };
          return { created: stream.settings.created, state, config: { name } };
        }),
      getMessage: (name: string, query: { seq?: number; last_by_subj?: string }) =>
        ask(() => {
          const stream = server.stream(name);
          const found = query.seq === undefined ? stream.lastOf(query.last_by_subj ?? '') : stream.at(query.seq);
          return found === undefined
            ? null
            : { seq: found.seq, subject: found.subject, data: found.data, time: new Date(found.storedAt) };
        }),
    },
    consumers: {
      info: (stream: string, name: string) => ask(() => infoOf(stream, server.stream(stream).consumer(name))),
      add: (stream: string, config: Partial<ConsumerConfig>) =>
        ask(() => {
          const settings = settingsOf(config, server.stream(stream).lastSeq);
          server.addConsumer(stream, settings);
          return infoOf(stream, server.stream(stream).consumer(settings.name));
        }),
      delete: (stream: string, name: string) => ask(() => server.remove(stream, name)),
    },
  };
}

export function settingsOf(config: Partial<ConsumerConfig>, lastSeq: number) {
  const { name, durable_name, filter_subject, filter_subjects, ack_wait, max_ack_pending, ack_policy } = config;
  return {
    name: durable_name ?? name ?? '',
    filters: filter_subjects ?? (filter_subject === undefined ? [] : [filter_subject]),
    acks: ack_policy === 'explicit',
    durable: durable_name !== undefined,
    ackWaitMs: (ack_wait ?? 30e9) / 1e6,
    maxAckPending: max_ack_pending ?? 1_000,
    from: startOf(config, lastSeq),
  };
}

function startOf({ deliver_policy, opt_start_seq }: Partial<ConsumerConfig>, lastSeq: number): number | 'newest' {
  if (deliver_policy === DeliverPolicy.LastPerSubject) return 'newest';
  if (deliver_policy === DeliverPolicy.New) return lastSeq + 1;
  return opt_start_seq ?? 1;
}

function infoOf(stream: string, consumer: Consumer) {
  const { name, acks, durable, filters, ackWaitMs, maxAckPending } = consumer.settings;
  return {
    stream_name: stream,
    name,
    num_pending: consumer.waiting,
    num_ack_pending: consumer.ackPending,
    delivered: { consumer_seq: consumer.delivered, stream_seq: 0 },
    ack_floor: { consumer_seq: 0, stream_seq: consumer.floor },
    config: {
      ...(durable ? { durable_name: name } : { name }),
      ack_policy: acks ? 'explicit' : 'none',
      ack_wait: ackWaitMs * 1e6,
      max_ack_pending: maxAckPending,
      max_deliver: -1,
      filter_subjects: [...filters],
    },
  };
}
