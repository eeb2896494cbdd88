import { parseDelivery } from './delivery.ts';

describe('parseDelivery', () => {
  const expected = {
    consumer: 'sync-a',
    deliveryCount: 2,
    seq: 41,
    deliverySeq: 7,
    storedAt: 1_795_437_240_123,
    pending: 5,
  };

  it('reads the short form', () => {
    expect(parseDelivery('$JS.ACK.DISPATCH.sync-a.2.41.7.1795437240123456789.5')).toEqual(expected);
  });

  it('reads the form with domain and account', () => {
    expect(parseDelivery('$JS.ACK._.ACCOUNT.DISPATCH.sync-a.2.41.7.1795437240123456789.5.rnd')).toEqual(expected);
  });

  it('refuses other subjects', () => {
    expect(parseDelivery(undefined)).toBeUndefined();
    expect(parseDelivery('_INBOX.x')).toBeUndefined();
    expect(parseDelivery('$JS.ACK.DISPATCH')).toBeUndefined();
  });
});
