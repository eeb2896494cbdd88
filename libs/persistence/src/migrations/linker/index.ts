import { leases } from '../leases.ts';
import { type MigrationClass } from '../migration.ts';
import { identity } from './002-identity.ts';
import { traces } from './003-traces.ts';
import { holdAge } from './004-hold-age.ts';
import { byHand } from './005-by-hand.ts';
import { generations } from './006-generations.ts';
import { doors } from './007-doors.ts';
import { deletion } from './008-deletion.ts';

/** The steps of the schema `linker`, in order. Add a file `NNN-title.ts` beside this one, and its name at the end. */
export const linkerMigrations: readonly MigrationClass[] = [
  leases,
  identity,
  traces,
  holdAge,
  byHand,
  generations,
  doors,
  deletion,
];
