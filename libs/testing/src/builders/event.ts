import { type AmplitudeEvent } from '@kochava-stream/contracts';

/** An iOS purchase as ingest accepts it; what a test is about is given, and wins. Undefined removes a field. */
export function anAmplitudeEvent(given: Record<string, unknown> = {}): AmplitudeEvent {
  const event: Record<string, unknown> = {
    event_type: 'Purchase',
    time: 1_795_437_238_000,
    user_id: 'u-1',
    device_id: 'd-1',
    insert_id: 'i-1',
    platform: 'iOS',
    os_name: 'iOS',
    os_version: '17.4',
    device_model: 'iPhone15,3',
    app_version: '1.0.0',
    ip: '203.0.113.7',
    idfv: 'BCCE52E7-03EE-321A-B3D4-E57123966239',
    event_properties: { price: 12.5 },
    user_properties: {},
    ...given,
  };
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)) as AmplitudeEvent;
}
