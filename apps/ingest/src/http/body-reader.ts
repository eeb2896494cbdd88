import { type IncomingMessage } from 'node:http';
import { type Readable } from 'node:stream';
import { createUnzip, type Unzip } from 'node:zlib';
import { invalidJson, payloadTooLarge, plainError, unavailable, type Answer } from '@kochava-stream/amplitude';

export type BodyReading =
  { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly answer: Answer };

/** How many times larger than it came a body may become; compressed JSON of real events stays below 50. */
const mostRatio = 100;
/** Under this size the ratio does not matter, and the reserve is open. */
const harmlessBytes = 64 * 1024;
/** What larger bodies leave of the room, for small ones: some huge bodies at a time do not keep usual clients out. */
const reserve = 1 / 4;
const compressed = new Set(['gzip', 'x-gzip', 'deflate']);
const incomplete = plainError(400, 'Incomplete request body');

/** Reads request bodies, decompressing them, each and all together bounded in bytes while they are being read. */
export class BodyReader {
  #held = 0;

  /** @param mostHeld bytes of bodies being read at a time */
  constructor(private readonly mostHeld: number) {}

  get heldBytes(): number {
    return this.#held;
  }

  /** @param limit bytes of the body, decompressed */
  async read(request: IncomingMessage, limit: number): Promise<BodyReading> {
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > limit) return { ok: false, answer: payloadTooLarge };
    if (this.#held + declared > this.#room(declared)) return { ok: false, answer: unavailable };
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? '';
    if (encoding === '' || encoding === 'identity') return this.#collect(request, request, () => limit);
    if (!compressed.has(encoding)) return { ok: false, answer: plainError(415, 'Unsupported content encoding') };
    return this.#decompress(request, limit);
  }

  /** Bytes that may be held when a body of this size is among them. */
  #room(size: number): number {
    return size > harmlessBytes ? this.mostHeld * (1 - reserve) : this.mostHeld;
  }

  async #decompress(request: IncomingMessage, limit: number): Promise<BodyReading> {
    const unzip = createUnzip();
    request.pipe(unzip);
    // By what is decompressed so far, not by what has arrived: the first kilobytes of a bomb give it away.
    const reading = await this.#collect(request, unzip, () =>
      Math.min(limit, Math.max(harmlessBytes, unzip.bytesWritten * mostRatio)),
    );
    discard(request, unzip);
    return reading;
  }

  #collect(request: IncomingMessage, source: Readable, limit: () => number): Promise<BodyReading> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let size = 0;
      let done = false;
      const finish = (reading: BodyReading): void => {
        if (done) return;
        done = true;
        this.#held -= size;
        resolve(reading);
      };
      const refuse = (answer: Answer) => finish({ ok: false, answer });
      source.on('data', (chunk: Buffer) => {
        // What comes after the answer is decided flows by unseen: the client may not read before it has written all.
        if (done) return;
        size += chunk.length;
        this.#held += chunk.length;
        if (size > limit()) refuse(payloadTooLarge);
        else if (this.#held > this.#room(size)) refuse(unavailable);
        else chunks.push(chunk);
      });
      source.on('end', () => finish({ ok: true, bytes: joined(chunks) }));
      source.on('error', () => refuse(source === request ? incomplete : invalidJson));
      request.on('close', () => {
        if (!request.complete) refuse(incomplete);
      });
    });
  }
}

/** Stops decompressing; what is still to come is read and thrown away. */
function discard(request: IncomingMessage, unzip: Unzip): void {
  request.unpipe(unzip);
  unzip.destroy();
  request.resume();
}

function joined(chunks: readonly Buffer[]): Buffer {
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}
