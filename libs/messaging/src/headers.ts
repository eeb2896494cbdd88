import { headers, type MsgHdrs } from '@nats-io/transport-node';

/** What travels beside the bytes, by name. `traceparent` is one. */
export type Headers = Readonly<Record<string, string>>;

export function toMsgHdrs(record: Headers): MsgHdrs {
  const hdrs = headers();
  for (const [name, value] of Object.entries(record)) hdrs.set(name, value);
  return hdrs;
}

/** Without the broker's own (`Nats-…`). */
export function fromMsgHdrs(hdrs: MsgHdrs | undefined): Headers {
  const record: Record<string, string> = {};
  if (hdrs === undefined) return record;
  for (const name of hdrs.keys()) if (!name.startsWith('Nats-')) record[name] = hdrs.get(name);
  return record;
}
