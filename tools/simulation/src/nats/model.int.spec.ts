import { connectNats, type Nats } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';
import { eventually, startTestNats, type TestNats } from '@kochava-stream/testing';
import { Random } from '../kernel/random.ts';
import { virtually } from '../kernel/virtually.spec.ts';
import { connectModel } from './client.ts';
import { Played, commandsFrom, type Command } from './commands.spec.ts';
import { Server, type ServerFaults } from './server.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const long = 600_000;

interface Asked {
  readonly stream: string;
  readonly windowMs: number;
  readonly faults?: ServerFaults;
}

/** Over the model, in its time. */
const onModel = <T>({ stream, windowMs, faults }: Asked, play: (nats: Nats) => Promise<T>): Promise<T> =>
  virtually((scheduler) => {
    const server = new Server(scheduler, faults);
    server.addStream({
      ...{ name: stream, subjects: [`${stream}.>`], duplicateWindowMs: windowMs },
      ...{ perSubject: 0, created: 'now' },
    });
    return play(connectModel(server, scheduler.host, { name: 'test', logger }));
  });

let server: TestNats;
let nats: Nats;
beforeAll(async () => {
  server = await startTestNats();
  nats = await connectNats({ servers: server.url, name: 'test', logger });
});
afterAll(async () => {
  await nats.close();
  await server.stop();
});

async function addStream({ stream, windowMs }: Asked): Promise<void> {
  await nats.jsm.streams.add({
    ...{ name: stream, subjects: [`${stream}.>`], duplicate_window: windowMs * 1e6, allow_atomic: true },
  });
}

const modelled = (asked: Asked, commands: readonly Command[]): Promise<Played> =>
  onModel(asked, async (model) => {
    const played = new Played(model, asked.stream);
    await played.run(commands);
    return played;
  });

/** What the model answers, and what the server does. */
async function both(asked: Asked, commands: readonly Command[]): Promise<{ model: string[]; real: string[] }> {
  const model = await modelled(asked, commands);
  await addStream(asked);
  const real = new Played(nats, asked.stream, model.pulled);
  await real.run(commands);
  await eventually(async () => expect(await real.waiting()).toBe(model.left));
  return { model: model.answers, real: real.answers };
}

describe('the model of JetStream', () => {
  it.each(Array.from({ length: 8 }, (_, seed) => seed + 1))('answers as nats-server does (%i)', async (seed) => {
    const { model, real } = await both({ stream: `S${seed}`, windowMs: long }, commandsFrom(new Random(seed), 60));
    expect(model).toEqual(real);
  });

  it('knows an id as long as nats-server does', async () => {
    const asked = { stream: 'WINDOW', windowMs: 500 };
    const twice = async (on: Nats): Promise<string[]> => {
      const played = new Played(on, asked.stream);
      const first = await played.publish({ token: 'a', id: 'x' });
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      return [first, await played.publish({ token: 'a', id: 'x' })];
    };
    await addStream(asked);
    const real = await twice(nats);
    expect(real).toEqual(['WINDOW 1 false', 'WINDOW 2 false']);
    expect(await onModel(asked, twice)).toEqual(real);
  });

  it('is found out when it forgets ids', async () => {
    const asked = { stream: 'BROKEN', windowMs: long };
    const commands: Command[] = [1, 2].map(() => ({ what: 'publish', token: 'a', id: 'x', elsewhere: false }));
    const { real } = await both(asked, commands);
    const broken = await modelled({ ...asked, faults: { ignoresIds: true } }, commands);
    expect(broken.answers).not.toEqual(real);
  });
});
