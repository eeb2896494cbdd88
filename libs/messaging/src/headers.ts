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

const traceHeader = 'traceparent';

/** The headers that carry a place in a trace. */
export function traceHeaders(traceparent: string): Headers {
  return { [traceHeader]: traceparent };
}

/** The place in a trace that travels with a message. */
export function traceIn(headers: Headers | undefined): string | undefined {
  return headers?.[traceHeader];
}
