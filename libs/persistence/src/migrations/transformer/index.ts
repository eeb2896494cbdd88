import { leases } from '../leases.ts';
import { type MigrationClass } from '../migration.ts';
import { profiles } from './002-profiles.ts';
import { installs } from './003-installs.ts';
import { deletion } from './004-deletion.ts';

/** The steps of the schema `transformer`, in order. Add a file `NNN-title.ts` beside this one, and its name at the end. */
export const transformerMigrations: readonly MigrationClass[] = [leases, profiles, installs, deletion];
