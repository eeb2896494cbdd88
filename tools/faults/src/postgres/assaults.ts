import { type Assault } from '../rounds/assault.ts';
import { untilStarted } from '../rounds/kill.ts';
import { type Proxy } from '../stage/proxy.ts';
import { victimOf } from '../stage/victims.ts';
import { Hostile } from './hostile.ts';

const beforeMs = 4_000;

/** Postgres is stopped in order (SIGINT: sessions are cut) and stays away. */
export function stopped(awayMs: number): Assault {
  return async ({ processes, pause, say, record }) => {
    await pause(beforeMs);
    const { postgres } = processes.servers;
    await postgres.kill('SIGINT');
    const from = Date.now();
    say(`Postgres is stopped for ${awayMs / 1_000} s`);
    await pause(awayMs);
    await untilStarted(victimOf(processes, 'postgres'));
    record({ what: 'without Postgres', from, to: Date.now() });
    say('Postgres is back');
    return [];
  };
}

/** Every statement of the services takes so much longer. */
export function slow(proxy: () => Proxy, { delayMs, forMs }: { delayMs: number; forMs: number }): Assault {
  return async ({ pause, say, record }) => {
    await pause(beforeMs);
    const from = Date.now();
    proxy().delay(delayMs);
    say(`every statement takes ${delayMs} ms longer, for ${forMs / 1_000} s`);
    await pause(forMs);
    proxy().delay(0);
    record({ what: 'slow', from, to: Date.now() });
    say('statements are as fast as before');
    return [];
  };
}

/** What other users of the same Postgres may do to us, each for so long. */
export function hostile(eachMs: number): Assault {
  return async ({ processes, pause, say, record }) => {
    const others = await Hostile.connect(processes.servers.postgres.url);
    try {
      for (const { what, begin } of others.deeds) {
        await pause(beforeMs / 2);
        const from = Date.now();
        const end = await begin();
        say(`for ${eachMs / 1_000} s: ${what}`);
        await pause(eachMs);
        await end();
        record({ what, from, to: Date.now() });
      }
    } finally {
      await others.close();
    }
    return [];
  };
}
