import { type KochavaRequest } from '@kochava-stream/kochava-dispatcher/parts';
import { type Reply } from '@kochava-stream/kochava';
import { type Process } from '../kernel/process.ts';
import { type Scheduler } from '../kernel/scheduler.ts';
import { adidOf, isRefused } from '../story/devices.ts';

/** One call as Kochava saw it. */
export interface Call {
  readonly by: Process;
  readonly kind: 'event' | 'link';
  /** The device's number. */
  readonly device: number;
  /** What makes it this one call: the price of an event, the properties of a link. */
  readonly what: string;
  readonly startedAt: number;
  /** When the reply left; Infinity = none did. */
  endedAt: number;
  /** It was taken: the device's event counts, the link's properties are there. */
  taken: boolean;
  /** 0 = no reply. */
  status: number;
  /** The caller got the reply. */
  heard: boolean;
}

/** How often Kochava misbehaves, per call. */
export interface Moods {
  readonly errors: number;
  readonly throttles: number;
  /** The reply does not come; what was asked was done, or not. */
  readonly silence: number;
  readonly slow: number;
}

export const calm: Moods = { errors: 0, throttles: 0, silence: 0, slow: 0.05 };
/** As the product's client waits. */
const timeoutMs = 20_000;

type Verdict = 'taken' | 'taken, silent' | 'silent' | 'error' | 'throttled' | 'refused';
const statusOf = { taken: 200, refused: 400, error: 500, throttled: 429 };

/** Kochava: takes, refuses, says nothing; and remembers every call. */
export class FarEnd {
  readonly calls: Call[] = [];
  moods = calm;

  constructor(private readonly scheduler: Scheduler) {}

  /** What a dispatcher calls. */
  client(process: Process): { post: (request: KochavaRequest) => Promise<Reply> } {
    return { post: (request) => new Promise((resolve) => this.#arrives(process, request, resolve)) };
  }

  #arrives(by: Process, request: KochavaRequest, resolve: (reply: Reply) => void): void {
    const { scheduler } = this;
    const { random } = scheduler;
    by.points += 1;
    if (by.points === by.diesAt) return scheduler.kill(by, `calling Kochava, at await ${by.points}`);
    const call = {
      ...read(request),
      by,
      startedAt: scheduler.now,
      endedAt: Infinity,
      taken: false,
      status: 0,
      heard: false,
    };
    this.calls.push(call);
    scheduler.note(`${by.name} calls with ${named(call)}`);
    const tookMs = random.chance(this.moods.slow) ? random.between(200, 3_000) : random.between(2, 40);
    scheduler.planServer(tookMs, () => this.#answer(call, this.#verdict(call), resolve));
  }

  #answer(call: Call, verdict: Verdict, resolve: (reply: Reply) => void): void {
    const { scheduler } = this;
    const { random } = scheduler;
    call.taken = verdict === 'taken' || verdict === 'taken, silent';
    if (verdict === 'silent' || verdict === 'taken, silent') {
      const failure = random.chance(0.7) ? 'network' : 'timeout';
      const after = failure === 'network' ? random.between(0, 5) : timeoutMs;
      scheduler.note(`Kochava says nothing to ${named(call)}, ${call.taken ? 'taken' : 'not taken'}`);
      scheduler.planReply(call.by, after, () => resolve({ failure }));
      return;
    }
    call.status = statusOf[verdict];
    call.endedAt = scheduler.now;
    scheduler.note(`Kochava answers ${call.status} to ${named(call)}`);
    scheduler.planReply(call.by, random.between(0.1, 2), () => {
      call.heard = true;
      resolve({ status: call.status, body: call.taken ? '{"success":"1"}' : '{"success":"0","error":"no"}' });
    });
  }

  #verdict({ device, kind }: Call): Verdict {
    const { random } = this.scheduler;
    const dice = random.next();
    const { errors, throttles, silence } = this.moods;
    if (dice < silence) return random.chance(0.5) ? 'silent' : 'taken, silent';
    if (dice < silence + errors) return 'error';
    if (dice < silence + errors + throttles) return 'throttled';
    return kind === 'event' && isRefused(device) ? 'refused' : 'taken';
  }
}

function named({ kind, what, device }: Call): string {
  return `${kind} ${what} of device ${device}`;
}

function read({ path, body: text }: KochavaRequest): Pick<Call, 'kind' | 'device' | 'what'> {
  const body = JSON.parse(text) as {
    device_id?: { adid?: string };
    kochava_device_id?: string;
    data: Record<string, unknown>;
  };
  if (/identitylink/i.test(path))
    return { kind: 'link', device: adidOf(body.device_id?.adid), what: JSON.stringify(body.data) };
  const data = body.data as { event_data?: { price?: number }; device_ids?: { adid?: string } };
  return { kind: 'event', device: adidOf(data.device_ids?.adid), what: String(data.event_data?.price) };
}
