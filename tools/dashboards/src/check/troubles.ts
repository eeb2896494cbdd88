import { connectNats } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';
import { type Stage } from './stage.ts';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Breaks, one after the other, what breaks in operation, and mends it. */
export async function makeTrouble({ system }: Stage, say: (line: string) => void): Promise<void> {
  const { nats, postgres } = system.servers;
  const { transformer } = system.services;
  say('messages that nobody can take');
  await publishGarbage(nats.url);
  say('a transformer is killed: after 15 s the other one has all shards');
  await transformer.kill('SIGKILL');
  await wait(3_000);
  say('NATS stands still for three seconds');
  await nats.kill('SIGSTOP');
  await asksWhetherReady(system, 3_000);
  await nats.kill('SIGCONT');
  await wait(4_000);
  say('Postgres is killed and starts again');
  await postgres.kill('SIGKILL');
  await asksWhetherReady(system, 2_000);
  await postgres.restart();
  await wait(6_000);
  say('the transformer starts again: the shards are shared');
  await transformer.start();
}

/** What an orchestrator does all the time. */
async function asksWhetherReady({ services }: Stage['system'], ms: number): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end;) {
    await Promise.all(
      Object.values(services).map(({ url }) =>
        fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_000) })
          .then((reply) => reply.arrayBuffer())
          .catch(() => undefined),
      ),
    );
    await wait(200);
  }
}

async function publishGarbage(servers: string): Promise<void> {
  const logger = createLogger({ service: 'dashboards', level: 'silent' });
  const connection = await connectNats({ servers, name: 'dashboards', logger });
  try {
    for (const subject of ['received.events.0', 'links.requested.0', 'outcomes.counts']) {
      await connection.js.publish(subject, 'not what anybody expects');
    }
  } finally {
    await connection.close();
  }
}
