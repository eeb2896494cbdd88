/** One server-sent event. */
export interface ServerSent {
  readonly event: string;
  readonly data: string;
}

/** Takes a stream's text apart as it comes; what is not complete yet waits for the rest. */
export function serverSentParser(): (text: string) => ServerSent[] {
  let rest = '';
  return (text) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    return blocks.map(read).filter(({ data }) => data !== '');
  };
}

function read(block: string): ServerSent {
  const fields = { event: 'message', data: '' };
  for (const line of block.split('\n')) {
    const [, name, value] = /^(event|data): ?(.*)$/.exec(line) ?? [];
    if (name === 'event') fields.event = value ?? '';
    if (name === 'data') fields.data += value ?? '';
  }
  return fields;
}
