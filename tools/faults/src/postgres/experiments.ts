import { type Experiment } from '../experiment.ts';
import { startProxy, type Proxy } from '../stage/proxy.ts';
import { type StageShape } from '../stage/stage.ts';
import { underLoad } from '../under-load.ts';
import { hostile, slow, stopped } from './assaults.ts';
import { unnoticed } from './unnoticed.ts';

const holds = 'uploads are taken all the while; no call is taken twice; everything is there ';

const away = underLoad({
  name: 'postgres-stopped',
  says: 'Postgres is stopped for 5 minutes (short: 20 s) under 200 events/s; the streams have room for what waits (full, they refuse)',
  holds: `${holds}10 min afterwards`,
  seconds: { long: 315, short: 32 },
  inShort: false,
  assault: ({ short }) => stopped(short ? 20_000 : 300_000),
  limits: { eventsPerSecond: 200, drainMs: 600_000 },
  also: unnoticed,
});

const crowded = underLoad({
  name: 'postgres-crowded',
  says:
    'others take all connections but none, then but five; end the services’ sessions every second; lock the leases for 3 s at a ' +
    'time; let one in five transactions fail with a deadlock or a serialization failure: 20 s each (short: 5 s), 300 events/s',
  holds: `${holds}90 s afterwards`,
  seconds: { long: 130, short: 50 },
  inShort: false,
  assault: ({ short }) => hostile(short ? 5_000 : 20_000),
  limits: { eventsPerSecond: 300 },
  also: unnoticed,
});

/** Services that reach Postgres through a proxy. */
const slowed: Experiment = (() => {
  let proxy: Proxy | undefined;
  const stage: StageShape = {
    extra: async ({ postgres }) => {
      proxy = await startProxy(postgres.port);
      const url = new URL(postgres.url);
      url.port = String(proxy.port);
      const DATABASE_URL = url.href;
      return { config: { DATABASE_URL }, transformer: { DATABASE_URL }, 'identity-linker': { DATABASE_URL } };
    },
  };
  const open = (): Proxy => {
    if (proxy === undefined) throw new Error('the services were not started');
    return proxy;
  };
  return underLoad({
    name: 'postgres-slow',
    says: 'every statement of the services takes 500 ms longer, for 60 s (short: 15 s), under 300 events/s',
    holds: `${holds}90 s afterwards`,
    seconds: { long: 75, short: 28 },
    inShort: false,
    assault: ({ short }) => slow(open, { delayMs: 500, forMs: short ? 15_000 : 60_000 }),
    stage,
    limits: { eventsPerSecond: 300 },
    also: unnoticed,
  });
})();

/** What happens to Postgres, and what others do to it. */
export const postgresExperiments: readonly Experiment[] = [away, slowed, crowded];
