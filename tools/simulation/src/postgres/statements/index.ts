import { type Statement } from '../engine.ts';
import { type PostgresFaults } from '../faults.ts';
import { confirmedIdStatements } from './confirmed-ids.ts';
import { leaseStatements } from './leases.ts';
import { linkerStatements } from './linker.ts';
import { outboxStatements } from './outbox.ts';
import { transformerStatements } from './transformer.ts';

/** Every statement that the model knows, by its name. One that it does not know fails the seed. */
export function statementsWith(faults: PostgresFaults = {}): ReadonlyMap<string, Statement> {
  return new Map(
    Object.entries({
      ...leaseStatements(faults),
      ...outboxStatements(faults),
      ...transformerStatements(faults),
      ...linkerStatements(faults),
      ...confirmedIdStatements,
    }),
  );
}
