/** A part of a file: whole records, with the header of a CSV in front. */
export interface ImportPart {
  readonly body: Buffer;
  /** Bytes of the file up to its end. */
  readonly end: number;
  /** What to add to a line of the body to find it in the file. */
  readonly linesBefore: number;
}

/** A quote that opens and never closes makes one record of the rest of a file. */
export class NoEnd extends Error {
  override readonly name = 'NoEnd';
  constructor(line: number) {
    super(`no record ends within 16 MB after line ${line}: is a quote never closed?`);
  }
}

const newline = 0x0a;
const quote = 0x22;
const mostBytes = 16 * 1024 * 1024;

/**
 * Cuts a file where records end, into parts of about `partBytes`. The first record of a CSV names its columns: it is read
 * also where the file is begun later.
 * @param from bytes of the file that are done
 * @throws NoEnd
 */
export async function* partsOf(
  chunks: AsyncIterable<Uint8Array>,
  { csv, from, partBytes }: { csv: boolean; from: number; partBytes: number },
): AsyncGenerator<ImportPart> {
  const cutting = new Cutting(csv);
  for await (const chunk of chunks) {
    for (const [begin, end] of cutting.take(Buffer.from(chunk), partBytes, from)) yield cutting.part(begin, end);
    cutting.forget();
  }
  const rest = cutting.rest(from);
  if (rest !== undefined) yield rest;
}

class Cutting {
  #held: Buffer = Buffer.alloc(0);
  /** Of the file: where `held` begins. */
  #offset = 0;
  /** In `held`: up to where it was looked at, and where the next part begins. */
  #seen = 0;
  #begin = 0;
  #quoted = false;
  #lines = 0;
  #linesAtBegin = 0;
  #header: Buffer | undefined;

  constructor(private readonly csv: boolean) {}

  /** Where parts begin and end in what is held now. */
  *take(chunk: Buffer, partBytes: number, from: number): Generator<[number, number]> {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    for (; this.#seen < this.#held.length; this.#seen += 1) {
      const byte = this.#held[this.#seen];
      if (byte === quote && this.csv) this.#quoted = !this.#quoted;
      if (byte !== newline) continue;
      this.#lines += 1;
      if (!this.#quoted) yield* this.#ended(this.#seen + 1, partBytes, from);
    }
    if (this.#seen - this.#begin > mostBytes) throw new NoEnd(this.#linesAtBegin);
  }

  part(begin: number, end: number): ImportPart {
    const body = this.#held.subarray(begin, end);
    const header = this.#header;
    const part = {
      body: header === undefined ? body : Buffer.concat([header, body]),
      end: this.#offset + end,
      linesBefore: this.#linesAtBegin - (header === undefined ? 0 : count(header)),
    };
    this.#linesAtBegin = this.#lines;
    return part;
  }

  /** What went out is held no longer. */
  forget(): void {
    this.#held = this.#held.subarray(this.#begin);
    this.#offset += this.#begin;
    this.#seen -= this.#begin;
    this.#begin = 0;
  }

  /** What comes after the last part, as far as it is not done. */
  rest(from: number): ImportPart | undefined {
    const end = this.#held.length;
    return this.#begin < end && this.#offset + end > from ? this.part(this.#begin, end) : undefined;
  }

  *#ended(end: number, partBytes: number, from: number): Generator<[number, number]> {
    if (this.csv && this.#header === undefined) {
      this.#header = Buffer.from(this.#held.subarray(0, end));
      this.#skip(end);
    } else if (this.#offset + end <= from) {
      this.#skip(end);
    } else if (end - this.#begin >= partBytes) {
      const begin = this.#begin;
      this.#begin = end;
      yield [begin, end];
    }
  }

  #skip(end: number): void {
    this.#begin = end;
    this.#linesAtBegin = this.#lines;
  }
}

function count(header: Buffer): number {
  return header.reduce((sum, byte) => sum + (byte === newline ? 1 : 0), 0);
}
