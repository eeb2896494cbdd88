import { type Answer } from './client.ts';
import { Driver } from './driver.ts';
import { randomFrom } from './random.ts';

const answer = (status: number, unsent = false): Answer => ({ at: 1, ms: 1, status, unsent });

function driver(answers: (body: string, nth: number) => Answer) {
  const tries = new Map<string, number>();
  return new Driver({
    apiKey: 'k',
    run: 'run',
    random: randomFrom(1),
    eventsPerSecond: 200,
    post: (body) => {
      const nth = (tries.get(body) ?? 0) + 1;
      tries.set(body, nth);
      return Promise.resolve(answers(body, nth));
    },
  });
}

describe('Driver', () => {
  it('sends the same events again until they are answered 200, as SDKs do', async () => {
    const refusals = [answer(0, true), answer(429), answer(503), answer(0)];
    const tested = driver((_body, nth) => refusals[nth - 1] ?? answer(200));
    await tested.run(0.3);
    const { made, attempts } = tested.told;
    expect(made.length).toBeGreaterThan(20);
    for (const { id } of made) {
      const statuses = attempts.filter(({ ids }) => ids.includes(id)).map(({ status }) => status);
      expect(statuses.slice(0, 5)).toEqual([0, 429, 503, 0, 200]);
    }
  });

  it('sends nothing again that an SDK would drop', async () => {
    const tested = driver(() => answer(400));
    await tested.run(0.2);
    const { made, attempts } = tested.told;
    expect(attempts.flatMap(({ ids }) => ids)).toEqual(made.map(({ id }) => id));
  });
});
