import { headers, type MsgHdrs } from '@nats-io/transport-node';
import { type Consumer } from './consumer.ts';
import { type Session } from './link.ts';
import { type Server } from './server.ts';

export interface Sent {
  readonly headers?: MsgHdrs;
  readonly reply?: string;
}

interface Message extends Sent {
  readonly subject: string;
  readonly payload: Uint8Array | string;
}

const encoder = new TextEncoder();
const next = '$JS.API.CONSUMER.MSG.NEXT.';

/** What a client has sent is at the server. @returns the answer, if there is one @throws Refused */
export function arrive(server: Server, session: Session, message: Message): unknown {
  const { subject } = message;
  if (subject.startsWith('$JS.ACK.')) return verb(server, message);
  return subject.startsWith(next) ? pull(server, session, message) : store(server, session, message);
}

function store(server: Server, session: Session, { subject, payload, headers: hdrs = headers() }: Message): unknown {
  const data = typeof payload === 'string' ? encoder.encode(payload) : payload;
  const publication = { subject, data, headers: hdrs, id: hdrs.get('Nats-Msg-Id') };
  const id = hdrs.get('Nats-Batch-Id');
  if (id === '') return server.publish(publication);
  const sequence = Number(hdrs.get('Nats-Batch-Sequence'));
  return server.batch(session, publication, { id, sequence, commit: hdrs.get('Nats-Batch-Commit') === '1' });
}

function pull(server: Server, session: Session, { subject, payload, reply: inbox = '' }: Message): undefined {
  const [stream = '', consumer = ''] = subject.slice(next.length).split('.');
  const asked = JSON.parse(String(payload)) as {
    batch: number;
    expires: number;
    idle_heartbeat: number;
    max_bytes?: number;
  };
  const { batch, max_bytes: maxBytes } = asked;
  const [expiresMs, heartbeatMs] = [asked.expires / 1e6, asked.idle_heartbeat / 1e6];
  server.pull(session, { stream, consumer, inbox }, { batch, maxBytes, expiresMs, heartbeatMs });
}

type Verb = (consumer: Consumer, seq: number, words: string) => void;

const verbs: readonly (readonly [string, Verb])[] = [
  ['+ACK', (consumer, seq) => consumer.end(seq)],
  ['+TERM', (consumer, seq) => consumer.end(seq)],
  ['+WPI', (consumer, seq) => consumer.extend(seq)],
  ['-NAK', (consumer, seq, words) => consumer.later(seq, delayIn(words))],
];

function verb(server: Server, { subject, payload }: Message): undefined {
  const [, , stream = '', name = '', , seq = ''] = subject.split('.');
  const consumer = server.streams.get(stream)?.consumers.get(name);
  if (consumer === undefined) return;
  const words = String(payload);
  const [, done] = verbs.find(([begins]) => words.startsWith(begins)) ?? [];
  done?.(consumer, Number(seq), words);
  server.serve(stream, name);
}

/** ms */
function delayIn(words: string): number {
  const { delay = 0 } = JSON.parse(words.slice('-NAK'.length) || '{}') as { delay?: number };
  return delay / 1e6;
}
