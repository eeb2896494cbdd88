import { type ServerResponse } from 'node:http';
import { type Outcome } from '@kochava-stream/contracts';
import { eventually } from '@kochava-stream/testing';
import { entry, fakeKochava, publishSync, send, startDispatcher, startWorld, type World } from './harness.spec.ts';

type Reply = (response: ServerResponse) => unknown;
type Case = [name: string, reply: Reply, expected: Partial<Outcome>];

const text = (status: number, body: string, headers: Record<string, string> = {}): Reply => {
  return (response) => response.writeHead(status, headers).end(body);
};
const ok = { outcome: 'accepted', class: 'accepted', status: 200 } as const;
const again = (replyClass: Outcome['class'], status: number | null) =>
  ({ outcome: 'retry', class: replyClass, status }) as const;
const dead = (replyClass: Outcome['class'], status: number) =>
  ({ outcome: 'dead', class: replyClass, status }) as const;

const cases: Case[] = [
  ['success "1"', text(200, '{"success":"1"}'), ok],
  ['success 1', text(200, '{"success":1,"more":{}}'), ok],
  ['success true', text(200, '{"success":true}'), ok],
  ['success as text/html', text(200, '{"success":"1"}', { 'Content-Type': 'text/html; charset=latin1' }), ok],
  ['success false', text(200, '{"success":false,"error":"no app"}'), again('success-false', 200)],
  ['success "0"', text(200, '{"success":"0"}'), again('success-false', 200)],
  ['no success', text(200, '{}'), again('success-false', 200)],
  ['an empty body', text(200, ''), again('reply-not-understood', 200)],
  ['not JSON', text(200, '<html>'), again('reply-not-understood', 200)],
  ['half of JSON', text(200, '{"success":"1"'), again('reply-not-understood', 200)],
  [
    'a body over the cap',
    text(200, `{"success":"1","pad":"${'x'.repeat(70_000)}"}`),
    again('reply-not-understood', 200),
  ],
  ['400', text(400, 'bad'), dead('refused', 400)],
  ['404', text(404, ''), dead('refused', 404)],
  ['413', text(413, ''), dead('refused', 413)],
  ['422', text(422, ''), dead('refused', 422)],
  ['301', text(301, '', { Location: 'http://169.254.169.254/' }), dead('redirect', 301)],
  ['302 without a place', text(302, ''), dead('redirect', 302)],
  ['408', text(408, ''), again('timeout', 408)],
  ['500', text(500, '{"success":"1"}'), again('server-error', 500)],
  ['503', text(503, ''), again('server-error', 503)],
  ['204', text(204, ''), again('reply-not-understood', 204)],
  ['a reset', (response) => response.socket?.resetAndDestroy(), again('network-error', null)],
  ['no reply in time', () => undefined, again('timeout', null)],
];

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe('a reply of Kochava', () => {
  let kochava: Awaited<ReturnType<typeof fakeKochava>>;
  let running: Awaited<ReturnType<typeof startDispatcher>>;
  beforeAll(async () => {
    kochava = await fakeKochava((seen, response) => {
      const { id } = JSON.parse(seen.body) as { id: string };
      cases[Number(id.split('.')[1])]?.[1](response);
    });
    await publishSync(world.nats, { concurrency: 50 });
    running = await startDispatcher(world, kochava.url, { totalMs: 3_000 });
    await send(
      world.nats,
      'sync-1',
      cases.map((_case, index) => entry(`replies.${index}`)),
    );
  });
  afterAll(async () => {
    await running.close();
    kochava.close();
  });

  it.each(cases.map(([name, , expected], index) => [name, expected, `replies.${index}`] as const))(
    '%s: %p',
    async (_name, expected, id) => {
      const outcome = await eventually(() => {
        const found = world.outcomes.find((each) => each.id === id);
        if (found === undefined) throw new Error('no outcome');
        return found;
      });
      expect(outcome).toMatchObject({ ...expected, attempts: 1, sync: 'sync-1', kochavaDeviceId: `device of ${id}` });
      const letter = world.dead.find((each) => each.id === `${id}.dead`);
      const retry = world.retries.find((each) => each.entry.id === id);
      expect(letter !== undefined).toBe(expected.outcome === 'dead');
      expect(retry !== undefined).toBe(expected.outcome === 'retry');
      if (letter !== undefined) {
        expect(letter).toMatchObject({ sync: 'sync-1', kind: 'event', reason: expected.class, attempts: 1 });
        expect(JSON.parse(letter.payload)).toMatchObject({ id, body: `{"id":"${id}"}` });
      }
      if (retry === undefined) return;
      expect(retry).toMatchObject({ attempts: 1, kind: 'event' });
      expect(retry.dueAt - outcome.at).toBeGreaterThanOrEqual(1_000);
      expect(retry.dueAt - outcome.at).toBeLessThanOrEqual(4_000);
      expect(retry.firstAttemptAt).toBeLessThanOrEqual(outcome.at);
    },
  );

  it('asked Kochava once for each', () => {
    const asked = kochava.bodies().slice(0, cases.length);
    expect(new Set(asked).size).toBe(cases.length);
  });
});
