import { type Engine } from '../postgres/engine.ts';
import { type Lease } from '../postgres/statements/leases.ts';
import { type Schema, type World } from './world.ts';

/** Subjects that are read in each shard. */
const sources = { transformer: 3, linker: 5 };

/** What has still to be done; undefined = everything is at rest. */
export function unrest(world: World): string | undefined {
  for (const [schema, engine] of world.engines) {
    const why = unreadBy(world, schema) ?? unsent(schema, engine);
    if (why !== undefined) return why;
  }
  return undelivered(world) ?? unreleased(world);
}

function unsent(schema: string, engine: Engine): string | undefined {
  const rows = engine.table('outbox').size;
  return rows === 0 ? undefined : `${rows} rows in the outbox of the ${schema}`;
}

function unreadBy(world: World, schema: Schema): string | undefined {
  const leases = [...(world.engines.get(schema)?.table('lease').values() ?? [])] as Lease[];
  const missing = sources[schema] * world.script.shards - leases.length;
  if (missing > 0) return `${missing} subjects were never read by the ${schema}`;
  for (const { stream, subject, last_seq: position } of leases) {
    const last = world.nats.stream(stream).lastOf(subject)?.seq ?? 0;
    if (position < last) return `the ${schema} is at ${position} of ${subject}, the last is ${last}`;
  }
  return undefined;
}

function undelivered(world: World): string | undefined {
  for (const [name, { settings, waiting, ackPending }] of world.nats.stream('DISPATCH').consumers)
    if (settings.durable && waiting + ackPending > 0)
      return `${waiting} messages wait at ${name}, ${ackPending} are in hand`;
  return undefined;
}

function unreleased(world: World): string | undefined {
  const holds = [...(world.engines.get('linker')?.table('hold').values() ?? [])];
  const due = holds.find((hold) => hold['due_at'] !== null);
  return due && `a link of ${String(due['kochava_device_id'])} is due`;
}
