import { forgottenTables } from '../forgotten.ts';
import { migration } from '../migration.ts';

/** Who was deleted, by users and devices as apps name them. */
export const deletion = migration(4, 'deletion', forgottenTables);
