import { migration } from '../migration.ts';

/** Where the newest recorded request of a device stands in its trace, so that what is released much later links to it. */
export const traces = migration(3, 'traces', [`ALTER TABLE device ADD COLUMN traceparent text`]);
