import { type Rule } from '@kochava-stream/kochava-sandbox';

/** A sync to look at, and how Kochava treats its app. */
export interface Exhibit {
  readonly sync: { readonly name: string; readonly appGuid: string } & Record<string, unknown>;
  readonly enabled: boolean;
  readonly rules: readonly Rule[];
}

const purchases = {
  enabled: true,
  events: ['Product Purchased', 'Trial Started', 'Level Completed'],
  filters: [{ on: 'event', property: 'price', operator: 'is greater than', values: [5] }],
  properties: { event: ['price', 'quantity', 'product_id'], user: ['plan'] },
  rename: { 'Product Purchased': 'Purchase', 'Trial Started': 'Start Trial', 'Level Completed': 'Level Complete' },
  currency: 'USD',
};

/** One that does well, one that Kochava refuses now and then, one whose credentials are wrong, one that is being set up. */
export const exhibits: readonly Exhibit[] = [
  {
    sync: {
      name: 'iOS purchases',
      appGuid: 'koacme-ios-5d1a',
      sendEvents: {
        ...purchases,
        filters: [{ on: 'context', property: 'platform', operator: 'is', values: ['iOS'] }, ...purchases.filters],
      },
      sendUsers: { enabled: true, properties: ['plan', 'loyalty_id'] },
      hold: { settleSeconds: 1, expireDays: 30 },
    },
    enabled: true,
    rules: [{ match: { app: 'koacme-ios-5d1a', share: 0.04 }, status: 503, delayMs: 400 }],
  },
  {
    sync: {
      name: 'Android purchases',
      appGuid: 'koacme-android-9c3f',
      sendEvents: {
        ...purchases,
        filters: [{ on: 'context', property: 'platform', operator: 'is', values: ['Android'] }, ...purchases.filters],
      },
      sendUsers: { enabled: true, properties: ['plan'] },
      hold: { settleSeconds: 1, expireDays: 30 },
    },
    enabled: true,
    rules: [
      {
        match: { app: 'koacme-android-9c3f', path: 'event', share: 0.12 },
        status: 400,
        body: { success: '0', error: 'adid is not a valid identifier' },
      },
    ],
  },
  {
    sync: {
      name: 'Partner app',
      appGuid: 'koacme-partner-01b7',
      authentication: { enabled: true, apiKey: 'an-api-key-of-the-demonstration', apiSecret: 'a-secret-that-is-wrong' },
      sendEvents: { ...purchases, events: ['Product Purchased'], filters: [] },
    },
    enabled: true,
    rules: [{ match: { app: 'koacme-partner-01b7' }, status: 401, body: { success: '0', error: 'unauthorized' } }],
  },
  {
    sync: { name: 'tvOS, to be finished', appGuid: '' },
    enabled: false,
    rules: [],
  },
];
