import { unlike, type StreamHere } from './streams.ts';

const stream = (name: string, state: string): StreamHere => ({ name, leader: 'nats-1', state });

it('names the streams that servers do not have alike', () => {
  const all = [stream('RECEIVED', '1 to 9'), stream('DEAD', '1 to 1')];
  expect(unlike([all, all, all])).toEqual([]);
  expect(
    unlike([all, [stream('RECEIVED', '1 to 8'), stream('DEAD', '1 to 1')], [stream('RECEIVED', '1 to 9')]]),
  ).toEqual(['RECEIVED (1 to 9; 1 to 8; 1 to 9)', 'DEAD (1 to 1; 1 to 1; not there)']);
});
