import { Type, type Static } from '@sinclair/typebox';
import { Filter, Mappings, SendEvents, SyncConfig } from '@kochava-stream/contracts';

const strict = { additionalProperties: false };
const { name, sendUsers, hold, concurrency } = SyncConfig.properties;

/** What an editor sets of a sync; secrets apart. Every field is there; the API fills in `emptyDocument`. */
export const SyncDocument = Type.Object(
  {
    name,
    appGuid: Type.String({ maxLength: 100 }),
    authentication: Type.Object({ enabled: Type.Boolean() }, strict),
    sendEvents: Type.Object(
      {
        ...SendEvents.properties,
        filters: Type.Array(Type.Object(Filter.properties, strict)),
        properties: Type.Object(SendEvents.properties.properties.properties, strict),
      },
      strict,
    ),
    mappings: Type.Object(Mappings.properties, strict),
    sendUsers: Type.Object(sendUsers.properties, strict),
    hold: Type.Object(hold.properties, strict),
    concurrency,
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
