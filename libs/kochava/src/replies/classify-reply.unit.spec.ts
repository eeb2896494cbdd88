import fc from 'fast-check';
import { type DispatchKind } from '@kochava-stream/contracts';
import { classifyReply, type Classified, type Reply } from './classify-reply.ts';

const accepted: Classified = { outcome: 'accepted', class: 'accepted' };
const apart: Classified = { outcome: 'accepted', class: 'accepted-reply-not-understood' };
const successFalse: Classified = { outcome: 'retry', class: 'success-false' };
const notUnderstood: Classified = { outcome: 'retry', class: 'reply-not-understood' };
const refused: Classified = { outcome: 'dead', class: 'refused' };
const credentials: Classified = { outcome: 'pause', class: 'credentials-refused' };
const redirect: Classified = { outcome: 'dead', class: 'redirect' };
const serverError: Classified = { outcome: 'retry', class: 'server-error' };

/** Body of a 200; what it means for an event; what it means for a link. */
const bodies: [string, Classified, Classified][] = [
  ['{"success":"1"}', accepted, accepted],
  ['{"success":1}', accepted, accepted],
  ['{"success":true}', accepted, accepted],
  [' {"success" : "1", "data":{}}\n', accepted, accepted],
  ['\ufeff{"success":"1"}', accepted, accepted],
  ['{"success":"0"}', successFalse, successFalse],
  ['{"success":0}', successFalse, successFalse],
  ['{"success":false}', successFalse, successFalse],
  ['{"success":"false","error":"bad"}', successFalse, successFalse],
  ['{"success":null}', successFalse, apart],
  ['{"success":"yes"}', successFalse, apart],
  ['{"success":2}', successFalse, apart],
  ['{"success":["1"]}', successFalse, apart],
  ['{}', successFalse, apart],
  ['{"error":"no such app"}', successFalse, apart],
  ['', notUnderstood, apart],
  ['   ', notUnderstood, apart],
  ['OK', notUnderstood, apart],
  ['<html>success</html>', notUnderstood, apart],
  ['[{"success":"1"}]', notUnderstood, apart],
  ['"1"', notUnderstood, apart],
  ['1', notUnderstood, apart],
  ['null', notUnderstood, apart],
  ['{"success":"1"', notUnderstood, apart],
  ['\u0000{\u0000"\u0000s', notUnderstood, apart],
];

/** Statuses other than 200; the same for events and links, whatever the body says. */
const statuses: [number, Classified][] = [
  [201, notUnderstood],
  [202, notUnderstood],
  [204, notUnderstood],
  [206, notUnderstood],
  [301, redirect],
  [302, redirect],
  [304, redirect],
  [307, redirect],
  [308, redirect],
  [400, refused],
  [401, credentials],
  [402, refused],
  [403, credentials],
  [404, refused],
  [405, refused],
  [408, { outcome: 'retry', class: 'timeout' }],
  [410, refused],
  [413, refused],
  [415, refused],
  [422, refused],
  [429, { outcome: 'retry', class: 'throttled' }],
  [451, refused],
  [500, serverError],
  [502, serverError],
  [503, serverError],
  [504, serverError],
  [599, serverError],
  [0, notUnderstood],
  [999, notUnderstood],
];

const kinds: DispatchKind[] = ['event', 'link'];

describe('classifyReply', () => {
  it.each(bodies)('reads 200 %j', (body, forEvent, forLink) => {
    expect(classifyReply('event', { status: 200, body })).toEqual(forEvent);
    expect(classifyReply('link', { status: 200, body })).toEqual(forLink);
  });

  it.each(statuses)('reads %d', (status, classified) => {
    for (const kind of kinds) {
      expect(classifyReply(kind, { status, body: '{"success":"1"}' })).toEqual(classified);
      expect(classifyReply(kind, { status, body: '' })).toEqual(classified);
    }
  });

  it('retries what got no reply', () => {
    for (const kind of kinds) {
      expect(classifyReply(kind, { failure: 'timeout' })).toEqual({ outcome: 'retry', class: 'timeout' });
      expect(classifyReply(kind, { failure: 'network' })).toEqual({ outcome: 'retry', class: 'network-error' });
    }
  });

  it('accepts nothing but a 200 whose body may be a success', () => {
    const reply = fc.record({ status: fc.integer({ min: 0, max: 1000 }), body: fc.oneof(fc.json(), fc.string()) });
    fc.assert(
      fc.property(fc.constantFrom(...kinds), reply, (kind, given) => {
        const { outcome } = classifyReply(kind, given);
        expect(outcome === 'accepted' && given.status !== 200).toBe(false);
        expect(outcome === 'accepted' && kind === 'event' && !/"success":\s*("1"|1|true)/.test(given.body)).toBe(false);
      }),
    );
  });
});

const now = Date.UTC(2026, 10, 23, 12, 0, 0);

describe('Retry-After', () => {
  const waits: [string | undefined, number | undefined][] = [
    ['7', 7_000],
    [' 30 ', 30_000],
    ['300', 300_000],
    ['301', 300_000],
    ['86400', 300_000],
    ['99999999999999999999999', 300_000],
    ['Mon, 23 Nov 2026 12:00:45 GMT', 45_000],
    ['Monday, 23-Nov-26 12:00:45 GMT', 45_000],
    ['Mon Nov 23 12:00:45 2026', 45_000],
    ['Tue, 24 Nov 2026 12:00:00 GMT', 300_000],
    ['Mon, 23 Nov 2026 11:59:00 GMT', undefined],
    ['Mon, 99 Nov 2026 12:00:45 GMT', undefined],
    ['2026-11-23T12:00:45Z', undefined],
    ['0', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['10, 20', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ];

  it.each(waits)('%j asks for %j ms', (retryAfter, wait) => {
    const reply: Reply = { status: 429, body: '', retryAfter };
    expect(classifyReply('event', reply, now).retryAfterMs).toBe(wait);
  });

  it('is honoured for every reply that is retried, and for no other', () => {
    const waitOf = (status: number) => classifyReply('event', { status, body: '', retryAfter: '5' }, now).retryAfterMs;
    expect([200, 202, 408, 429, 500, 503].map(waitOf)).toEqual([5_000, 5_000, 5_000, 5_000, 5_000, 5_000]);
    expect([400, 401, 302].map(waitOf)).toEqual([undefined, undefined, undefined]);
  });

  it('reads no date without a clock', () => {
    const reply: Reply = { status: 429, body: '', retryAfter: 'Mon, 23 Nov 2026 12:00:45 GMT' };
    expect(classifyReply('event', reply)).toEqual({ outcome: 'retry', class: 'throttled' });
  });
});
