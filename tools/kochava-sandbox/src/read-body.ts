import { type IncomingMessage } from 'node:http';

export interface ReadBody {
  bytes: Buffer;
  /** All that was sent; what goes beyond `max` is counted, not kept. */
  length: number;
}

/** Reads a request to its end, keeping `max` bytes at most. Rejects when the sender hangs up before. */
export function readBody(request: IncomingMessage, max: number): Promise<ReadBody> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      if (length < max) chunks.push(chunk);
      length += chunk.length;
    });
    request.once('end', () => {
      const whole = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
      resolve({ bytes: whole.length > max ? whole.subarray(0, max) : whole, length });
    });
    request.once('error', reject);
    request.once('close', () => reject(new Error('the sender hung up')));
  });
}
