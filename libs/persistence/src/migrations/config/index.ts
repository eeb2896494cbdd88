import { leases } from '../leases.ts';
import { type MigrationClass } from '../migration.ts';
import { configuration } from './002-configuration.ts';
import { history } from './003-history.ts';
import { access } from './004-access.ts';
import { delivery } from './005-delivery.ts';
import { deadLetters } from './006-dead-letters.ts';
import { alerts } from './007-alerts.ts';
import { webhooks } from './008-webhooks.ts';
import { deletion } from './009-deletion.ts';

/** The steps of the schema `config`, in order. Add a file `NNN-title.ts` beside this one, and its name at the end. */
export const configMigrations: readonly MigrationClass[] = [
  leases,
  configuration,
  history,
  access,
  delivery,
  deadLetters,
  alerts,
  webhooks,
  deletion,
];
