import { migration } from '../migration.ts';

/** How many links have been held for how long can be counted from the index alone, shard by shard. */
export const holdAge = migration(4, 'hold-age', [`CREATE INDEX hold_age ON hold (shard, sync, since)`]);
