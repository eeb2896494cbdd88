import { type AmplitudeEvent, type DispatchEntry } from '@kochava-stream/contracts';
import { traceIdOf } from '../dead-letters/views.ts';
import { type FoundEvent } from './found-event.ts';
import { type About, type Step } from './step.ts';
import { contains, needlesOf, type Wanted } from './wanted.ts';

/** Events that one viewer is shown in a second; the steps of those that were shown come besides. */
const eventsPerSecond = 200;
/** Events and requests whose next steps belong to what was shown. */
const mostRemembered = 20_000;

export interface ViewerOptions {
  readonly project: string;
  readonly wanted: Wanted;
  /** Only steps of this sync; what was received is shown anyway. */
  readonly sync: string | undefined;
  readonly now: () => number;
  /** false: the viewer does not keep up. */
  readonly send: (step: Step) => boolean;
}

/** Somebody who watches: what of all that passes is shown to them. */
export class Viewer {
  readonly #needles: readonly Buffer[];
  readonly #projectNeedle: readonly Buffer[];
  readonly #shown = new Map<string, About>();
  #second = 0;
  #spent = 0;
  #skipped = 0;

  constructor(private readonly options: ViewerOptions) {
    this.#needles = needlesOf(options.project, options.wanted);
    this.#projectNeedle = needlesOf(options.project, {});
  }

  get project(): string {
    return this.options.project;
  }

  get wanted(): Wanted {
    return this.options.wanted;
  }

  /** How many events, at least, were left out since this was asked last. */
  takeSkipped(): number {
    const skipped = this.#skipped;
    this.#skipped = 0;
    return skipped;
  }

  /** Is it worth reading a chunk? One that is not read counts as one event that was left out: it has one at least. */
  wantsChunk(bytes: Uint8Array): boolean {
    if (!contains(bytes, this.#needles)) return false;
    if (this.#left() > 0) return true;
    this.#skipped += 1;
    return false;
  }

  wantsDispatch(bytes: Uint8Array): boolean {
    return contains(bytes, this.#projectNeedle);
  }

  wantsEnds(bytes: Uint8Array): boolean {
    return this.#shown.size > 0 && contains(bytes, this.#projectNeedle);
  }

  received(found: FoundEvent): void {
    if (!this.#spend()) return;
    const about = aboutEvent(found.event, found.traceparent);
    this.#remember(`${found.seq}.${found.index}`, about);
    const { receivedAt: at, event: body } = found;
    this.#send({ at, step: 'received', kind: 'event', sync: null, ...about, body });
  }

  /** A request on its way to Kochava. */
  dispatched(sync: string, entry: DispatchEntry, of: Pick<Step, 'at' | 'kind' | 'attempts' | 'dueAt'>): void {
    if (entry.project !== this.project || !this.#isOf(sync)) return;
    const about = this.#aboutEntry(entry, of.kind);
    if (about === undefined) return;
    this.#remember(entry.id, about);
    const body = of.attempts === undefined ? { request: entry.body, properties: entry.properties } : undefined;
    const step = of.attempts === undefined ? 'dispatched' : 'retry';
    this.#send({ step, sync, ...about, version: entry.syncVersion, ...of, ...(body === undefined ? {} : { body }) });
  }

  /** What became of a request that was shown. */
  ended(id: string, step: Pick<Step, 'at' | 'step' | 'kind' | 'sync' | 'class'>): void {
    const about = this.#shown.get(id);
    if (about !== undefined && this.#isOf(step.sync)) this.#send({ ...step, ...about });
  }

  /** Belongs to an event that was shown, or is wanted for what it says itself. */
  #aboutEntry(entry: DispatchEntry, kind: Step['kind']): About | undefined {
    const { received, insertId = null, kochavaDeviceId: device } = entry;
    const shown = this.#shown.get(entry.id) ?? this.#shown.get(`${received?.seq}.${received?.index}`);
    if (shown !== undefined) return shown;
    if (!saysItself(entry, kind, this.wanted) || !this.#spend()) return undefined;
    return { event: eventNameIn(entry, kind), insertId, device, user: null, traceId: traceIdOf(entry.traceparent) };
  }

  #isOf(sync: string | null): boolean {
    return this.options.sync === undefined || this.options.sync === sync;
  }

  #send(step: Step): void {
    if (!this.options.send(step)) this.#skipped += 1;
  }

  #spend(): boolean {
    if (this.#left() <= 0) {
      this.#skipped += 1;
      return false;
    }
    this.#spent += 1;
    return true;
  }

  #left(): number {
    const second = Math.floor(this.options.now() / 1000);
    if (second !== this.#second) [this.#second, this.#spent] = [second, 0];
    return eventsPerSecond - this.#spent;
  }

  #remember(key: string, about: About): void {
    this.#shown.set(key, about);
    if (this.#shown.size > mostRemembered) this.#shown.delete(this.#shown.keys().next().value as string);
  }
}

function aboutEvent(event: AmplitudeEvent, traceparent: string | undefined): About {
  const { event_type, insert_id: insertId = null, device_id: device = null, user_id: user = null } = event;
  return { event: event_type, insertId, device, user, traceId: traceIdOf(traceparent) };
}

/** Does a request say of itself that it is wanted? Who the user is it does not say, nor how the app called the event. */
function saysItself({ kochavaDeviceId, insertId }: DispatchEntry, kind: Step['kind'], wanted: Wanted): boolean {
  if (wanted.user !== undefined || (wanted.event !== undefined && kind === 'event')) return false;
  if (wanted.device !== undefined && wanted.device !== kochavaDeviceId) return false;
  return wanted.insertId === undefined || wanted.insertId === insertId;
}

/** Kochava's name of the event, in the body as we write it. */
function eventNameIn({ body }: DispatchEntry, kind: Step['kind']): string | null {
  if (kind === 'link') return null;
  const quoted = /"event_name":("(?:[^"\\]|\\.)*")/.exec(body)?.[1];
  return quoted === undefined ? null : (JSON.parse(quoted) as string);
}
