/** A line of a text, from 1; `text` undefined = longer than anything that is meant. */
export interface Line {
  readonly line: number;
  readonly text: string | undefined;
}

/** Characters of a line, or of a record of several. */
export const longestRecord = 65_536;

/** The lines of a stream of UTF-8, one after the other: no more is kept than one of them. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  const cutter = new Cutter();
  for await (const chunk of chunks) yield* cutter.cut(decoder.decode(chunk, { stream: true }));
  yield* cutter.cut(decoder.decode());
  yield* cutter.end();
}

class Cutter {
  #rest = '';
  #tooLong = false;
  #line = 0;

  *cut(text: string): Generator<Line> {
    let from = 0;
    for (let to = text.indexOf('\n'); to !== -1; to = text.indexOf('\n', from)) {
      this.#keep(text.slice(from, to));
      yield this.#take();
      from = to + 1;
    }
    this.#keep(text.slice(from));
  }

  *end(): Generator<Line> {
    if (this.#rest !== '' || this.#tooLong) yield this.#take();
  }

  #keep(more: string): void {
    this.#tooLong ||= this.#rest.length + more.length > longestRecord;
    this.#rest = this.#tooLong ? '' : this.#rest + more;
  }

  #take(): Line {
    const text = this.#tooLong ? undefined : this.#rest.endsWith('\r') ? this.#rest.slice(0, -1) : this.#rest;
    this.#rest = '';
    this.#tooLong = false;
    this.#line += 1;
    return { line: this.#line, text };
  }
}
