import { setTimeout as pause } from 'node:timers/promises';
import { type AmplitudeEvent } from '@kochava-stream/contracts';
import { type ImportOptions } from './options.ts';
import { readRow } from './read-row.ts';
import { send } from './send.ts';
import { linesOf, type Line, type Source } from './sources.ts';
import { type ImportState } from './state.ts';
import { type Tally } from './tally.ts';

const uploadEvents = 500;
/** Ingest takes 20 MB. */
const uploadBytes = 4 * 1024 * 1024;
const patienceMs = 10 * 60_000;
/** From then on Kochava's own clients do not send an install with its time. */
const oldMs = 30 * 86_400_000;

export interface ImportRun {
  readonly options: ImportOptions;
  readonly tally: Tally;
  /** Absent = a dry run. */
  readonly state?: ImportState;
  /** With a sync to try. */
  readonly endsFor?: (event: AmplitudeEvent) => readonly string[];
  readonly signal: AbortSignal;
  /** Told after each upload. */
  readonly onProgress: (source: Source) => void;
}

/** Reads the sources one after the other and sends what they hold; stops between two uploads when it is told to. */
export async function runImport(sources: readonly Source[], run: ImportRun): Promise<void> {
  const pace = new Pace(run.options.rate);
  for (const source of sources) {
    const after = run.state?.linesDone(source) ?? 0;
    run.tally.skipped += after;
    let upload = new Upload();
    for await (const line of linesOf(source, after)) {
      upload.add(line, eventIn(line, source, run));
      if (!upload.isFull) continue;
      await finish(upload, source, { run, pace });
      if (run.signal.aborted) return;
      upload = new Upload();
    }
    if (upload.lastLine > 0) await finish(upload, source, { run, pace });
    if (run.signal.aborted) return;
  }
}

/** The event of a line, if it is one to send. */
function eventIn(
  { row, number }: Line,
  source: Source,
  { options, tally, endsFor }: ImportRun,
): AmplitudeEvent | undefined {
  tally.rows += 1;
  const now = Date.now();
  const read = readRow(row, now);
  if (!read.ok) {
    tally.refuse(read.reason, `${source.name}, line ${number}`);
    return undefined;
  }
  const { event } = read;
  const type = tally.of(event.event_type);
  type.rows += 1;
  if (event.time < options.from || event.time >= options.to) {
    type.outside += 1;
    return undefined;
  }
  type.taken += 1;
  if (event.time < now - oldMs) type.old += 1;
  for (const end of endsFor?.(event) ?? []) type.ends.set(end, (type.ends.get(end) ?? 0) + 1);
  return event;
}

async function finish(upload: Upload, source: Source, { run, pace }: { run: ImportRun; pace: Pace }): Promise<void> {
  const { events } = upload;
  if (run.state !== undefined) {
    if (events.length > 0) {
      await pace.wait(events.length);
      await send(events, { ...run.options, patienceMs });
    }
    await run.state.done(source, upload.lastLine);
  }
  run.tally.taken += events.length;
  run.onProgress(source);
}

/** Lines that go together. */
class Upload {
  readonly events: AmplitudeEvent[] = [];
  lastLine = 0;
  #bytes = 0;
  #lines = 0;

  add({ number }: Line, event: AmplitudeEvent | undefined): void {
    this.lastLine = number;
    this.#lines += 1;
    if (event === undefined) return;
    this.events.push(event);
    this.#bytes += JSON.stringify(event).length;
  }

  /** Full of events; or of lines that have none, so that the state gets on. */
  get isFull(): boolean {
    return this.events.length >= uploadEvents || this.#bytes >= uploadBytes || this.#lines >= 20 * uploadEvents;
  }
}

/** Keeps the uploads to so many events a second. */
class Pace {
  readonly #since = performance.now();
  #events = 0;

  constructor(private readonly perSecond: number) {}

  async wait(events: number): Promise<void> {
    const dueMs = this.#since + (this.#events / this.perSecond) * 1_000;
    this.#events += events;
    const early = dueMs - performance.now();
    if (early > 0) await pause(early);
  }
}
