import { type NatsServer } from '@kochava-stream/servers';
import { weighted } from '../load/random.ts';
import { kill } from '../rounds/kill.ts';
import { type Assault, type During } from '../rounds/assault.ts';
import { type Victim, type VictimName } from '../stage/victims.ts';
import { leaderOf } from './streams.ts';

const victim = (node: NatsServer): Victim => ({
  name: 'nats-server',
  signal: (signal) => node.kill(signal),
  start: () => node.restart(),
});

/** One of the servers, whichever, killed and started again. */
export function killingNodes(everyMs: number): Assault {
  return async (during) => {
    const kills: VictimName[] = [];
    for (let began = performance.now(); await during.pause(everyMs - (performance.now() - began));) {
      began = performance.now();
      kills.push(await kill(victim(anyNode(during)), during));
    }
    return kills;
  };
}

/** All servers killed at the same moment and started again. */
export function killingAllNodes(everyMs: number): Assault {
  return async (during) => {
    const kills: VictimName[] = [];
    const all = victim(during.processes.servers.nats);
    while (await during.pause(everyMs)) kills.push(await kill(all, during));
    return kills;
  };
}

/** The server that leads the accepted events stands still for so long, one after the other. */
export function freezingLeader(frozenMs: readonly number[], betweenMs: number): Assault {
  return async (during) => {
    for (const ms of frozenMs) {
      if (!(await during.pause(betweenMs))) break;
      const leader = await leaderNode(during);
      during.say(`${leader.dir.split('/').at(-1)} leads RECEIVED and is frozen for ${ms / 1_000} s`);
      await leader.kill('SIGSTOP');
      await during.pause(ms);
      await leader.kill('SIGCONT');
      during.say('it goes on');
    }
    return [];
  };
}

/** Two of three servers away for so long. */
export function withoutQuorum(awayMs: number): Assault {
  return async (during) => {
    await during.pause(5_000);
    const staying = anyNode(during);
    const away = during.processes.servers.natsNodes.filter((node) => node !== staying);
    await Promise.all(away.map((node) => node.kill()));
    const from = Date.now();
    during.say(`two of three servers are gone for ${awayMs / 1_000} s`);
    await during.pause(awayMs);
    during.record({ what: 'no quorum', from, to: Date.now() });
    await Promise.all(away.map((node) => node.restart()));
    during.say('they are back');
    return ['nats-server', 'nats-server'];
  };
}

function anyNode({ processes, random }: During): NatsServer {
  return weighted(
    random,
    processes.servers.natsNodes.map((node) => [1, node] as const),
  );
}

async function leaderNode(during: During): Promise<NatsServer> {
  const { natsNodes } = during.processes.servers;
  const leader = await leaderOf(natsNodes, 'RECEIVED');
  return natsNodes.find(({ dir }) => dir.endsWith(`/${leader}`)) ?? anyNode(during);
}
