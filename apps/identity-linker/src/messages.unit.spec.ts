import { decode, deadLetters, encode, linksRequested, outcomes, receivedInstalls } from '@kochava-stream/contracts';
import { noTraces, type ShardMessage } from '@kochava-stream/shards';
import { aLinkRequest, anInstall, anOutcome } from '@kochava-stream/testing';
import { ConfirmedCache } from './confirmed-cache.ts';
import { parseFacts, poisonedFacts, splitFacts, weighFacts } from './messages.ts';

const ids = { idfv: 'BCCE52E7-03EE-321A-B3D4-E57123966239' };
const message = (source: number, bytes: Uint8Array): ShardMessage => ({
  ...{ source, bytes, shard: 1, stream: 'LINKS', subject: 'links.requested.1', seq: 7, headers: {} },
});
const context = { now: 1_000, newId: () => 'id-1', traces: noTraces };

describe('the messages of the linker', () => {
  it('are read as facts; retries and dead events say nothing', () => {
    const told = [
      anOutcome(),
      anOutcome({ outcome: 'retry', class: 'timeout' }),
      anOutcome({ outcome: 'dead', class: 'refused' }),
      anOutcome({ kind: 'link', outcome: 'dead', class: 'refused' }),
      anOutcome({ kind: 'link', outcome: 'retry', class: 'timeout' }),
    ];
    const facts = parseFacts(message(1, encode(outcomes, { v: 1, outcomes: told })));
    expect(facts.map(({ type }) => type)).toEqual(['device-confirmed', 'link-ended']);
    const { acceptedAt } = anOutcome();
    const confirmed = {
      type: 'device-confirmed',
      sync: 'sync-1',
      kochavaDeviceId: 'd-1',
      ids,
      by: 'event',
      acceptedAt,
    };
    expect(facts[0]).toEqual(confirmed);
  });

  it('carry no id that is none', () => {
    const zeros = { idfa: '00000000-0000-0000-0000-000000000000' };
    const requests = [aLinkRequest({ ids: { ...ids, ...zeros } })];
    expect(parseFacts(message(0, encode(linksRequested, { v: 1, requests })))).toMatchObject([{ request: { ids } }]);
    const installs = [anInstall({ ids: zeros, kochavaDeviceId: null }), anInstall({ ids: zeros })];
    expect(parseFacts(message(2, encode(receivedInstalls, { v: 1, installs })))).toMatchObject([
      { type: 'device-confirmed', ids: {} },
    ]);
  });

  it('weigh at least one', () => {
    expect(weighFacts([])).toBe(1);
  });

  it('come apart into messages of one, all with the place of the whole', () => {
    const requests = [aLinkRequest({ id: 'a' }), aLinkRequest({ id: 'b' })];
    const parts = splitFacts(message(0, encode(linksRequested, { v: 1, requests })));
    expect(parts.map(({ seq, bytes }) => [seq, decode(linksRequested, bytes).requests])).toEqual([
      [7, [requests[0]]],
      [7, [requests[1]]],
    ]);
  });

  it('come apart in the same way when a newer release says more in them', () => {
    const requests = [{ ...aLinkRequest({ id: 'a' }), why: 'x' }, aLinkRequest({ id: 'b' })];
    const parts = splitFacts(message(0, Buffer.from(JSON.stringify({ notes: ['n'], v: 2, requests, more: 1 }))));
    expect(parts.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()) as unknown)).toEqual(
      requests.map((request) => ({ notes: ['n'], v: 2, requests: [request], more: 1 })),
    );
    expect(parts.flatMap(parseFacts).map((fact) => fact.type)).toEqual(['request', 'request']);
  });

  it('become dead letters without saying in clear what is in them', () => {
    const letter = poisonedFacts(message(0, Buffer.from('secret')), new Error('secret'), context);
    const { detail, payload, kind } = decode(deadLetters, letter.bytes);
    expect([detail, kind]).toEqual(['from links.requested.1: Error', 'poison']);
    expect(Buffer.from(JSON.parse(payload) as string, 'base64').toString()).toBe('secret');
  });
});

describe('ConfirmedCache', () => {
  it('knows a device by exactly its ids, and forgets the oldest first', () => {
    const cache = new ConfirmedCache(2);
    const of = (kochavaDeviceId: string, given = ids) => ({ sync: 's', kochavaDeviceId, ids: given });
    cache.add(of('d-1'));
    cache.add(of('d-2'));
    expect([cache.has(of('d-1')), cache.has(of('d-1', {} as never)), cache.has(of('d-3'))]).toEqual([
      true,
      false,
      false,
    ]);
    cache.add(of('d-3'));
    expect([cache.has(of('d-1')), cache.has(of('d-2')), cache.has(of('d-3'))]).toEqual([false, true, true]);
  });
});
