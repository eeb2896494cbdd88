import { migration } from '../migration.ts';

/** Which devices' installs were sent: once for each sync of kind `install` and device at Kochava, for good. */
export const installs = migration(3, 'installs', [
  // key: 16 bytes of a hash of sync and Kochava device id.
  `CREATE TABLE install (
     key uuid PRIMARY KEY,
     -- ms since the epoch
     sent_at bigint NOT NULL
   )`,
]);
