import { type ServiceName } from '@kochava-stream/all-in-one';
import { type Experiment } from '../experiment.ts';
import { type Assault } from '../rounds/assault.ts';
import { startProxy, type Proxy } from '../stage/proxy.ts';
import { type StageShape } from '../stage/stage.ts';
import { underLoad } from '../under-load.ts';

type Way = `${ServiceName} and ${'NATS' | 'Postgres' | 'Kochava'}`;

/** The services' ways to what they need, each through a proxy of its own. */
class Ways {
  readonly #proxies = new Map<Way, Proxy>();

  readonly shape: StageShape = {
    extra: async ({ nats, postgres, kochavaUrl }) => {
      this.#proxies.clear();
      const natsOf = async (name: ServiceName) => ({ NATS_URL: await this.#through(`${name} and NATS`, nats.url) });
      const bothOf = async (name: ServiceName) => ({
        ...(await natsOf(name)),
        DATABASE_URL: await this.#through(`${name} and Postgres`, postgres.url),
      });
      return {
        ingest: await natsOf('ingest'),
        transformer: await bothOf('transformer'),
        'identity-linker': await bothOf('identity-linker'),
        config: await bothOf('config'),
        'kochava-dispatcher': {
          ...(await natsOf('kochava-dispatcher')),
          KOCHAVA_URL: (await this.#through(toKochava, kochavaUrl)).replace(/\/$/, ''),
        },
      };
    },
  };

  get all(): readonly (readonly [Way, Proxy])[] {
    return [...this.#proxies];
  }

  async #through(way: Way, to: string): Promise<string> {
    const url = new URL(to);
    const proxy = await startProxy(Number(url.port));
    this.#proxies.set(way, proxy);
    url.hostname = '127.0.0.1';
    url.port = String(proxy.port);
    return url.href;
  }
}

const toKochava: Way = 'kochava-dispatcher and Kochava';
const cut = (way: Way): string => `cut between ${way}`;

/** Each way cut, then stalled, one after the other. */
function cutting(ways: Ways, { faultMs, betweenMs }: { faultMs: number; betweenMs: number }): Assault {
  return async ({ pause, record, say }) => {
    for (const [way, proxy] of ways.all) {
      for (const [what, begin] of [
        [cut(way), proxy.cut],
        [`nothing passes between ${way}`, proxy.stall],
      ] as const) {
        await pause(betweenMs);
        const from = Date.now();
        begin();
        say(`${what}, for ${faultMs / 1_000} s`);
        await pause(faultMs);
        proxy.mend();
        record({ what, from, to: Date.now() });
      }
    }
    return [];
  };
}

/** A service and what it needs do not hear each other. */
export const network: Experiment = (() => {
  const ways = new Ways();
  return underLoad({
    name: 'network',
    says:
      'the way from each service to NATS, to Postgres and to Kochava, one after the other: cut (connections are reset, new ones ' +
      'too) for 8 s (short: 1.5 s), then stalled (nothing passes, nobody is told) for as long; 200 events/s',
    holds:
      'calls are taken twice only where their answers were cut off: at most the sync’s concurrency; everything is there 90 s afterwards',
    seconds: { long: 215, short: 48 },
    inShort: false,
    assault: ({ short }) =>
      cutting(ways, short ? { faultMs: 1_500, betweenMs: 1_000 } : { faultMs: 8_000, betweenMs: 3_500 }),
    stage: ways.shape,
    limits: { eventsPerSecond: 200 },
    mayRepeat: (spans, { concurrency }) => concurrency * spans.filter(({ what }) => what === cut(toKochava)).length,
    also: ({ spans }) =>
      Promise.resolve({
        notes: [`${spans.length} faults on ${ways.all.length} ways`],
        findings:
          spans.length === 2 * ways.all.length
            ? []
            : [{ invariant: 'I6', n: 1, text: `only ${spans.length} of ${2 * ways.all.length} faults were done` }],
      }),
  });
})();
