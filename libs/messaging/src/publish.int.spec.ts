import { type JetStreamApiError } from '@nats-io/jetstream';
import { deadLetters, linksRequested, receivedInstalls, type ReceivedInstall } from '@kochava-stream/contracts';
import { createLogger } from '@kochava-stream/observability';
import { aLinkRequest, anInstall, startTestNats, type TestNats } from '@kochava-stream/testing';
import { connectNats, type Nats } from './connect.ts';
import { provision } from './provision.ts';
import { publishAll } from './publish-all.ts';
import { PublishFailed } from './publish-errors.ts';
import { address, publish, type Addressed } from './publish.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const small = { DEAD: 1024 ** 2 };

let server: TestNats;
let nats: Nats;
beforeEach(async () => {
  server = await startTestNats();
  nats = await connectNats({ servers: server.url, name: 'test', logger });
  await provision(nats, { shards: 4, replicas: 1, maxBytes: small });
});
afterEach(async () => {
  await nats.close();
  await server.stop();
});

function install(id: string, shard = 0, given: Partial<ReceivedInstall> = {}) {
  const message = { v: 1 as const, installs: [anInstall({ id, ...given })] };
  return { contract: receivedInstalls, to: { shard }, message, id };
}

async function stored(stream: string): Promise<number> {
  return (await nats.jsm.streams.info(stream)).state.messages;
}

/** Everything in a stream, in order: subject and message id. */
async function contents(stream: string): Promise<{ subject: string; id: string }[]> {
  const { state } = await nats.jsm.streams.info(stream);
  const all = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
    const message = await nats.jsm.streams.getMessage(stream, { seq });
    if (message !== null) all.push({ subject: message.subject, id: message.header.get('Nats-Msg-Id') });
  }
  return all;
}

async function failure(attempt: Promise<void>): Promise<PublishFailed> {
  const error: unknown = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(PublishFailed);
  return error as PublishFailed;
}

describe('publish', () => {
  it('stores a message once, whatever happens to the server between two tries with the same id', async () => {
    await publish(nats, install('a'));
    await publish(nats, install('a'));
    await server.kill('SIGKILL');
    await server.restart();
    await publish(nats, install('a'));
    await publish(nats, install('b'));
    expect((await contents('RECEIVED')).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('waits out a crash: everything is stored once, in order', async () => {
    const ids = Array.from({ length: 300 }, (_, index) => `m-${index}`);
    const publishing = (async () => {
      for (const id of ids) await publish(nats, install(id));
    })();
    await new Promise((resolve) => setTimeout(resolve, 60));
    await server.kill('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await server.restart();
    await publishing;
    expect((await contents('RECEIVED')).map(({ id }) => id)).toEqual(ids);
  });

  it('waits for room in a full stream, up to its deadline', async () => {
    const bytes = new Uint8Array(500_000);
    const letter = (id: string) => ({ contract: deadLetters, to: { sync: 'x' }, bytes, id });
    await publish(nats, letter('1'));
    await publish(nats, letter('2'));
    const began = Date.now();
    const full = await failure(publish(nats, { ...letter('3'), deadlineMs: 400 }));
    expect(full).toMatchObject({ reason: 'stream-full', subject: 'dead.x' });
    expect((full.cause as JetStreamApiError).code).toBe(10077);
    expect(Date.now() - began).toBeLessThan(1_500);

    const patient = publish(nats, letter('4'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await stored('DEAD')).toBe(2);
    await provision(nats, { shards: 4, replicas: 1, maxBytes: { DEAD: 8 * 1024 ** 2 } });
    await patient;
    expect(await stored('DEAD')).toBe(3);
  });

  it('gives up at once on what will never be taken', async () => {
    const bytes = new Uint8Array(1024 * 1024 + 1);
    const error = await failure(publish(nats, { contract: deadLetters, to: { sync: 'x' }, bytes, id: '1' }));
    expect(error.reason).toBe('refused');
  });

  it('says that no stream answers, that no server is there, that the caller gave up', async () => {
    await nats.jsm.streams.delete('LINKS');
    const links = { v: 1 as const, requests: [aLinkRequest()] };
    const link = { contract: linksRequested, to: { shard: 0 }, message: links, id: '1' };
    expect((await failure(publish(nats, { ...link, deadlineMs: 300 }))).reason).toBe('unavailable');
    await server.kill('SIGKILL');
    const began = Date.now();
    expect((await failure(publish(nats, { ...install('1'), deadlineMs: 500 }))).reason).toBe('disconnected');
    expect(Date.now() - began).toBeLessThan(3_500);
    const giveUp = new AbortController();
    const waiting = failure(publish(nats, { ...install('1'), signal: giveUp.signal }));
    giveUp.abort();
    expect((await waiting).reason).toBe('aborted');
    await server.restart();
  });
});

describe('publishAll', () => {
  const message = (id: string, shard: number): Addressed => address(install(id, shard));

  it('stores everything, to several streams, each subject in order', async () => {
    const links = { v: 1 as const, requests: [aLinkRequest()] };
    const all = [
      ...Array.from({ length: 700 }, (_, index) => message(`m-${index}`, index % 3)),
      address({ contract: linksRequested, to: { shard: 1 }, message: links, id: 'l-1' }),
    ];
    await publishAll(nats, all);
    const received = await contents('RECEIVED');
    expect(received.map(({ id }) => id)).toEqual(all.slice(0, 700).map(({ id }) => id));
    expect(await contents('LINKS')).toEqual([{ subject: 'links.requested.1', id: 'l-1' }]);
  });

  it('a batch with an id that is known already (10201): nothing lost, nothing twice', async () => {
    await publish(nats, install('m-3', 0));
    await publishAll(
      nats,
      Array.from({ length: 40 }, (_, index) => message(`m-${index}`, index % 2)),
    );
    const found = await contents('RECEIVED');
    expect(found).toHaveLength(40);
    const evens = found.filter(({ subject, id }) => subject.endsWith('.0') && id !== 'm-3').map(({ id }) => id);
    expect(evens).toEqual(Array.from({ length: 20 }, (_, index) => `m-${index * 2}`));
  });

  it('across a crash: nothing lost, nothing twice, each subject in order', async () => {
    const all = Array.from({ length: 900 }, (_, index) => message(`m-${index}`, index % 3));
    const publishing = (async () => {
      for (let from = 0; from < all.length; from += 30) await publishAll(nats, all.slice(from, from + 30));
    })();
    await new Promise((resolve) => setTimeout(resolve, 60));
    await server.kill('SIGKILL');
    await server.restart();
    await publishing;
    const found = await contents('RECEIVED');
    for (const shard of [0, 1, 2]) {
      const ids = found.filter(({ subject }) => subject === `received.installs.${shard}`).map(({ id }) => id);
      expect(ids).toEqual(all.filter((_, index) => index % 3 === shard).map(({ id }) => id));
    }
  });

  it('gives up on a full stream at the deadline; the same call again stores the rest', async () => {
    const bytes = new Uint8Array(90_000);
    const letters = Array.from({ length: 20 }, (_, index) =>
      address({ contract: deadLetters, to: { sync: 'x' }, bytes, id: `d-${index}` }),
    );
    expect((await failure(publishAll(nats, letters, { deadlineMs: 500 }))).reason).toBe('stream-full');
    await provision(nats, { shards: 4, replicas: 1, maxBytes: { DEAD: 8 * 1024 ** 2 } });
    await publishAll(nats, letters);
    expect((await contents('DEAD')).map(({ id }) => id)).toEqual(letters.map(({ id }) => id));
  });

  it('lets nothing overtake what finds no room', async () => {
    const letter = (id: string, size: number) =>
      address({ contract: deadLetters, to: { sync: 'x' }, bytes: new Uint8Array(size), id });
    const letters = [letter('big-1', 600_000), letter('big-2', 600_000), letter('small', 100)];
    expect((await failure(publishAll(nats, letters, { deadlineMs: 400 }))).reason).toBe('stream-full');
    expect((await contents('DEAD')).map(({ id }) => id)).toEqual(['big-1']);
    await provision(nats, { shards: 4, replicas: 1, maxBytes: { DEAD: 8 * 1024 ** 2 } });
    await publishAll(nats, letters);
    expect((await contents('DEAD')).map(({ id }) => id)).toEqual(['big-1', 'big-2', 'small']);
  });
});
