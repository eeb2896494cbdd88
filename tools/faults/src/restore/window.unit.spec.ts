import { type Ledgers } from '../check/finding.ts';
import { takenAgain, takenIn, withoutPromises } from './window.ts';

const attempt = (id: string, at: number) => ({ at, ms: 10, status: 200, unsent: false, ids: [id] });
const made = (id: string, device: number) => ({ id, device, end: 'delivered' as const, sets: { plan: id } });
const call = (id: string, at: number, accepted = true, properties = {}) =>
  ({ kind: 'event', id, at, accepted, properties }) as Ledgers['calls'][number];
const window = { from: 200, to: 300 };

it('takes back what was promised in the window, and nothing else', () => {
  const ledgers = {
    told: {
      made: [made('before', 1), made('earlier', 2), made('in', 2), made('after', 2)],
      attempts: [attempt('before', 100), attempt('earlier', 110), attempt('in', 195), attempt('after', 400)],
    },
  } as unknown as Ledgers;
  const { told } = withoutPromises(ledgers, window);
  expect(told.attempts.map(({ status }) => status)).toEqual([200, 200, 0, 200]);
  expect(told.made.map(({ sets }) => sets)).toEqual([{ plan: 'before' }, {}, {}, { plan: 'after' }]);
});

it('counts what Kochava took in it', () => {
  const calls = [call('a', 100), call('b', 250), call('c', 260, false), call('d', 270, true, { plan: '1', team: '2' })];
  expect(takenIn({ calls }, window)).toBe(3);
});

it('tells what was taken long before from what was taken in it', () => {
  const calls = [call('old', 100), call('old', 350), call('new', 250), call('new', 350), call('once', 100)];
  expect(takenAgain({ calls }, 200)).toEqual(['old']);
});
