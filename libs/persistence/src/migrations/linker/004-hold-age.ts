import { migration } from '../migration.ts';

/** Since when the oldest link of a sync is held, at a glance. */
export const holdAge = migration(4, 'hold-age', [`CREATE INDEX hold_age ON hold (shard, sync, since)`]);
