import { deviceFields, deviceOf } from './devices.ts';
import { Population, type Upload } from './population.ts';
import { randomFrom } from './random.ts';

function uploads(population: Population, count: number): Upload[] {
  return Array.from({ length: count }, (_, n) => population.upload(1_795_430_000_000 + n));
}

describe('Population', () => {
  it('sends the same for the same seed', () => {
    const [one, two] = [1, 1].map((seed) => JSON.stringify(uploads(new Population('run', randomFrom(seed)), 200)));
    expect(one).toBe(two);
  });

  it('has one upload of a device under way at a time', () => {
    const population = new Population('run', randomFrom(2));
    const sent = uploads(population, 300);
    const numbers = sent.flatMap(({ devices }) => devices.map(({ number }) => number));
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const upload of sent) population.answered(upload);
    const again = population.upload(0).devices.every(({ busy }) => busy);
    expect(again).toBe(true);
  });

  it('sends user properties before the first event of some devices, and several events at once', () => {
    const population = new Population('run', randomFrom(3));
    const sent = uploads(population, 1_000);
    const identifies = sent.filter(({ events }) => events.every(({ body }) => body['event_type'] === '$identify'));
    expect(identifies.length).toBeGreaterThan(100);
    expect(sent.filter(({ events }) => events.length > 1).length).toBeGreaterThan(300);
    expect(sent.filter(({ devices }) => devices.length > 1).length).toBeGreaterThan(30);
  });
});

describe('deviceOf', () => {
  it('knows whose an identifier is', () => {
    for (const number of [1, 2, 4_711]) {
      const { idfv, adid } = deviceFields({ number, kind: 'usual' });
      expect(deviceOf(idfv ?? adid)).toBe(number);
    }
    expect(deviceFields({ number: 6, kind: 'nameless' })).not.toHaveProperty('idfv');
    expect([deviceOf(undefined), deviceOf('BCCE52E7-03EE-321A-B3D4-56123966239X')]).toEqual([null, null]);
  });
});
