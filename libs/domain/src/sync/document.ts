import { Type, type Static } from '@sinclair/typebox';
import { Delivery, Filter, Mappings, PostbackParameters, SendEvents, SyncConfig } from '@kochava-stream/contracts';
import { syncLimits as limits } from './limits.ts';

const strict = { additionalProperties: false };
const { sendUsers, hold, concurrency, kind } = SyncConfig.properties;
const { enabled, rename, currency } = SendEvents.properties;
const names = { minLength: 1, maxLength: limits.amplitudeName };
const Names = Type.Array(Type.String(names), { maxItems: limits.properties });

/** What an editor sets of a sync; secrets apart. Every field is there; the API fills in `emptyDocument`. */
export const SyncDocument = Type.Object(
  {
    kind,
    name: Type.String({ minLength: 1, maxLength: limits.syncName, description: 'how people call the sync' }),
    appGuid: Type.String({ maxLength: limits.appGuid, description: 'of the app, from the Kochava dashboard' }),
    authentication: Type.Object({ enabled: Type.Boolean() }, strict),
    sendEvents: Type.Object(
      {
        enabled,
        rename,
        currency,
        events: Type.Array(Type.String(names), {
          maxItems: limits.events,
          description: 'Amplitude event types to send; none selected = none sent',
        }),
        filters: Type.Array(
          Type.Object(
            {
              ...Filter.properties,
              property: Type.String(names),
              values: Type.Array(Filter.properties.values.items, { maxItems: limits.filterValues }),
            },
            strict,
          ),
          { maxItems: limits.filters, description: 'all must hold; of the values of one, one' },
        ),
        properties: Type.Object(
          { event: Names, user: Names },
          { ...strict, description: 'sent in event_data; none selected = none sent' },
        ),
      },
      strict,
    ),
    mappings: Type.Object(Mappings.properties, strict),
    sendUsers: Type.Object({ ...sendUsers.properties, properties: Names }, strict),
    hold: Type.Object(
      {
        settleSeconds: Type.Number({ ...hold.properties.settleSeconds, maximum: limits.settleSeconds }),
        expireDays: Type.Number({ ...hold.properties.expireDays, maximum: limits.expireDays }),
        confirmBy: hold.properties.confirmBy,
        installEvents: Type.Optional(Type.Array(Type.String(names), { maxItems: limits.installEvents })),
      },
      strict,
    ),
    concurrency,
    delivery: Type.Optional(
      Type.Object(Delivery.properties, { ...strict, description: 'how calls are paced, and for how long repeated' }),
    ),
    postbacks: Type.Optional(
      Type.Object(
        { parameters: Type.Object(PostbackParameters.properties, strict) },
        { ...strict, description: 'which query parameter of an install postback carries what' },
      ),
    ),
  },
  strict,
);
export type SyncDocument = Static<typeof SyncDocument>;

/** A new sync: nothing selected, so nothing is sent (Amplitude: "If you don't select any properties, none are sent"). */
export function emptyDocument(syncName: string): SyncDocument {
  return {
    name: syncName,
    appGuid: '',
    authentication: { enabled: false },
    sendEvents: {
      enabled: false,
      events: [],
      filters: [],
      properties: { event: [], user: [] },
      rename: {},
      currency: null,
    },
    mappings: { kochava_device_id: 'device_id', ip: 'ip', idfa: 'idfa', idfv: 'idfv', adid: 'adid', android_id: null },
    sendUsers: { enabled: false, properties: [] },
    hold: { settleSeconds: 10, expireDays: 30 },
    concurrency: 16,
  };
}
