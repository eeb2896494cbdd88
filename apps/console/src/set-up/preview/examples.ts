import { type Draft } from '../draft.ts';

export type Platform = 'ios' | 'android';

const devices = {
  ios: {
    device_id: 'F2A1C6D0-2B0E-4C57-9B41-5B7E0A4D9C11',
    platform: 'iOS',
    os_name: 'ios',
    os_version: '17.4',
    device_model: 'iPhone15,3',
    ip: '203.0.113.7',
    idfa: 'EA7583CD-A667-48BC-B806-42ECB2B48606',
    idfv: 'BCCE52E7-03EE-321A-B3D4-E57123966239',
  },
  android: {
    device_id: '2f8d3c1e9a7b45d0',
    platform: 'Android',
    os_name: 'android',
    os_version: '15',
    device_model: 'Pixel 9',
    ip: '203.0.113.8',
    adid: '38400000-8cf0-11bd-b23e-10b96e40000d',
  },
} as const;

/** An event that fits the sync: its first event and the properties that are selected, from a device of the platform. */
export function exampleEvent(platform: Platform, { sendEvents, sendUsers }: Draft): string {
  const userProperties = [...new Set([...sendEvents.properties.user, ...sendUsers.properties])];
  const event = {
    event_type: sendEvents.events[0] ?? 'Purchase',
    user_id: 'user-4711',
    ...devices[platform],
    app_version: '3.3.0',
    event_properties: valuesFor(sendEvents.properties.event),
    user_properties: { $set: valuesFor(userProperties) },
  };
  return JSON.stringify(event, undefined, 2);
}

function valuesFor(names: readonly string[]): Record<string, string | number> {
  return Object.fromEntries(names.map((name) => [name, numeric.test(name) ? 25 : `example ${name}`]));
}

/** Names that are numbers more often than not. */
const numeric = /price|revenue|amount|quantity|count|level|score|total|value|age/i;
