import { forgottenTables } from '../forgotten.ts';
import { migration } from '../migration.ts';

/** Which devices were deleted, by what Kochava knows them by; how the facts about ids of no device are found. */
export const deletion = migration(8, 'deletion', [
  ...forgottenTables,
  `CREATE INDEX event_of_id ON event (sync, (data->>'value')) WHERE kochava_device_id IS NULL`,
]);
