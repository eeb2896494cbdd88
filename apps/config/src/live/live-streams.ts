import { type FastifyReply } from 'fastify';
import { Refused } from '../http/api-error.filter.ts';
import { type Step } from './step.ts';
import { type LiveTail } from './tail.ts';
import { Viewer, type ViewerOptions } from './viewer.ts';

const mostViewers = 10;
/** Comments keep proxies from closing what is quiet. */
const everyMs = 15_000;
/** Bytes that wait for a viewer who does not keep up. */
const mostBuffered = 1024 * 1024;

/** Server-sent events of those who watch. The guard ends a stream whose viewer may not see the project any more. */
export class LiveStreams {
  readonly #ends = new Set<(why: string) => void>();

  constructor(
    private readonly tail: LiveTail,
    private readonly heartbeatMs = everyMs,
  ) {}

  /** @throws Refused 429 */
  open(asked: Pick<ViewerOptions, 'project' | 'wanted' | 'sync'>, reply: FastifyReply): void {
    if (this.#ends.size >= mostViewers) {
      const headers = { 'retry-after': '30' };
      throw new Refused(429, `${mostViewers} people are watching already; try again later`, [], headers);
    }
    const headers = reply.getHeaders() as Record<string, string>;
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    raw.write(': watching\n\n');
    const write = (event: string, data: object): boolean => {
      if (raw.writableLength > mostBuffered) return false;
      raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      return true;
    };
    const viewer = new Viewer({ ...asked, now: Date.now, send: (step) => write('step', shown(step)) });
    const leave = this.tail.watch(viewer);
    const skipping = setInterval(() => {
      const n = viewer.takeSkipped();
      if (n > 0) write('skipped', { n });
    }, 1_000);
    const beating = setInterval(() => void raw.write(':\n\n'), this.heartbeatMs);
    const ends = this.#ends;
    ends.add(end);
    raw.once('close', () => end(''));

    function end(why: string): void {
      if (!ends.delete(end)) return;
      clearInterval(skipping);
      clearInterval(beating);
      leave();
      if (why !== '') write('over', { why });
      raw.end();
    }
  }

  /** The service stops: streams would keep it. */
  close(): void {
    for (const end of [...this.#ends]) end('the service stops; connect again');
  }
}

function shown({ at, dueAt, ...step }: Step) {
  return { at: iso(at), ...step, ...(dueAt === undefined ? {} : { dueAt: iso(dueAt) }) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
