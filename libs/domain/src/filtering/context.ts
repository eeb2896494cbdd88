/** The fields of an event that say where it came from, by Amplitude's names: what a filter may ask for as context. */
export const contextProperties = [
  'app_version',
  'carrier',
  'city',
  'country',
  'device_brand',
  'device_id',
  'device_manufacturer',
  'device_model',
  'dma',
  'ip',
  'language',
  'library',
  'location_lat',
  'location_lng',
  'os_name',
  'os_version',
  'partner_id',
  'platform',
  'region',
  'session_id',
  'start_version',
  'user_agent',
  'user_id',
] as const;

const known: ReadonlySet<string> = new Set(contextProperties);

export function isContextProperty(name: string): boolean {
  return known.has(name);
}
