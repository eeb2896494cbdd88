import { migration } from '../migration.ts';

/** What an install must show where an event does not suffice, and which device an id was confirmed for. */
export const generations = migration(6, 'generations', [
  // ids of accepted events of a device whose sync waits for its install: kind to values, the newest last; null = none
  `ALTER TABLE device ADD COLUMN seen jsonb`,
  // true: a device has the install that said so; null: none has it yet
  `ALTER TABLE confirmed_id ADD COLUMN claimed boolean`,
]);
