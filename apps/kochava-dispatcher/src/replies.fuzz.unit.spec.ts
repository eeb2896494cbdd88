/** Whatever comes back from Kochava is one of the outcomes, and only what says so is accepted. */
import { classifyReply, maxRetryAfterMs } from '@kochava-stream/kochava';
import { fuzzed, nearly, nearlyBytes, nearlyText } from '@kochava-stream/testing';
import fc from 'fast-check';

const said = fc.constantFrom<unknown>('1', 1, true, '0', false, 'yes', null, ['1'], '01', 1.0000001, 'true');
const body = fc.oneof(
  nearly(fc.record({ success: said, data: fc.constant({}), error: fc.constant('no') }, { requiredKeys: ['success'] }))
    .map((value) => JSON.stringify(value) ?? '')
    .chain((text) => nearlyBytes(fc.constant(text)).map((bytes) => bytes.toString('utf8'))),
  fc.string({ unit: 'binary' }),
);
const status = fc.oneof({ arbitrary: fc.constant(200), weight: 3 }, fc.integer({ min: -1, max: 1_000 }));
const retryAfter = fc.oneof(
  fc.constant(undefined),
  nearlyText(fc.constantFrom('7', 'Mon, 23 Nov 2026 12:00:45 GMT', 'Monday, 23-Nov-26 12:00:45 GMT', '1e3')),
);

fuzzed(
  'replies',
  fc.record({ kind: fc.constantFrom('event' as const, 'link' as const), status, body, retryAfter, now: fc.nat() }),
  ({ kind, now, ...reply }) => {
    const { outcome, retryAfterMs, class: replyClass } = classifyReply(kind, reply, now);
    expect(['accepted', 'retry', 'dead', 'pause']).toContain(outcome);
    expect(replyClass).toMatch(/^[a-z-]+$/);
    if (retryAfterMs !== undefined) {
      expect(outcome).toBe('retry');
      expect(retryAfterMs > 0 && retryAfterMs <= maxRetryAfterMs).toBe(true);
    }
    if (outcome !== 'accepted') return;
    expect(reply.status).toBe(200);
    if (kind === 'event') expect([1, '1', true]).toContain(successIn(reply.body));
  },
);

function successIn(text: string): unknown {
  return (JSON.parse(text.replace(/^\ufeff/, '')) as { success: unknown }).success;
}
