import { invalidPath, plainError, unavailable, type Answer } from '@kochava-stream/amplitude';
import { type SyncConfig } from '@kochava-stream/contracts';
import { readInstall } from '@kochava-stream/kochava';
import { type Backend, type Connected } from '../backend.ts';
import { type IngestMetrics, type PostbackResult } from '../ingest-metrics.ts';
import { doorOf, UnknownDoors } from './doors.ts';
import { installPart } from './installs.ts';

/** A postback whose address is right. */
export interface Door {
  readonly sync: SyncConfig;
  readonly installs: Connected['installs'];
}

export interface Knock {
  readonly project: string;
  readonly secret: string;
  /** The client's address. */
  readonly place: string;
  /** ms. */
  readonly now: number;
}

/**
 * Install postbacks: 200 once the install is stored, or when there is nothing in it to store; what somebody has to put right
 * (names of parameters, macros) is refused, so that Kochava shows it as failed, and sends it again when it is put right.
 */
export class PostbackHandler {
  readonly #unknown = new UnknownDoors();

  constructor(
    private readonly backend: Pick<Backend, 'connected'>,
    private readonly metrics: IngestMetrics,
    private readonly shards: number,
  ) {}

  /** Whose postback it is, before anything of it is read; else the answer, with the seconds to wait. */
  enter({ project, secret, place, now }: Knock): Door | { readonly answer: Answer; readonly waitSeconds?: number } {
    const { connected } = this.backend;
    if (connected === undefined || !connected.projects.ready()) {
      return { answer: this.#ended('unavailable', unavailable) };
    }
    const sync = doorOf(connected.projects.syncsOf(project), secret);
    if (sync !== undefined) return { sync, installs: connected.installs };
    const waitSeconds = this.#unknown.wait(place, now);
    if (waitSeconds === 0) return { answer: this.#ended('unknown', invalidPath) };
    return { answer: this.#ended('throttled', plainError(429, 'Too many requests')), waitSeconds };
  }

  /** @param fields name to value, as they came */
  async take({ sync, installs }: Door, fields: ReadonlyMap<string, string>, receivedAt: number): Promise<Answer> {
    const reading = readInstall(fields, sync.postbacks?.parameters);
    if (reading.what === 'unusable') return this.#ended('unusable', plainError(400, reading.problem));
    if (reading.what !== 'install') return this.#ended(reading.what, done(reading.what));
    const { kochavaDeviceId, ids } = reading;
    const install = { sync: sync.id, receivedAt, source: 'postback' as const, kochavaDeviceId, ids };
    const stored = await installs.storeParts([installPart(install, this.shards)], undefined);
    return stored === 'stored' ? this.#ended('stored', done('stored')) : this.#ended('not-stored', unavailable);
  }

  /** The body cannot be read. */
  refused(answer: Answer): Answer {
    const result = answer.code === 413 ? 'too-large' : answer.code === 503 ? 'unavailable' : 'unusable';
    return this.#ended(result, answer);
  }

  #ended(result: PostbackResult, answer: Answer): Answer {
    this.metrics.postback(result);
    return answer;
  }
}

function done(result: PostbackResult): Answer {
  return { code: 200, body: JSON.stringify({ code: 200, result }) };
}
