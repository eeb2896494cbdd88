import { type DeadLetter } from '@kochava-stream/contracts';
import { pseudonym, type Logger } from '@kochava-stream/observability';
import { deadLetterLog } from './dead-letter-log.ts';

const letter: DeadLetter = {
  v: 1,
  id: 'm.0.dead',
  source: 'kochava-dispatcher',
  kind: 'event',
  project: 'p',
  sync: 's',
  syncVersion: 1,
  reason: 'refused',
  detail: '',
  reply: null,
  attempts: 2,
  at: 1,
  payload: '{"body":"koid-canary"}',
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
};

it('says the first at once, then how many there were; who it was about only by a keyed hash', () => {
  const lines: Record<string, unknown>[] = [];
  let now = 0;
  const logger = { warn: (fields: Record<string, unknown>) => lines.push(fields) } as unknown as Logger;
  const log = deadLetterLog(logger, pseudonym('key'), () => now);
  for (; now < 25_000; now += 1_000) log(letter, 'koid-canary');
  log({ ...letter, reason: 'horizon-passed' }, undefined);
  expect(lines.map(({ reason, letters }) => [reason, letters])).toEqual([
    ['refused', 1],
    ['refused', 10],
    ['refused', 10],
    ['horizon-passed', 1],
  ]);
  expect(lines[0]).toMatchObject({ trace_id: 'a'.repeat(32), device: pseudonym('key')('koid-canary') });
  expect(pseudonym('key')('koid-canary')).not.toBe(pseudonym('other')('koid-canary'));
  expect(JSON.stringify(lines)).not.toContain('koid-canary');
});
