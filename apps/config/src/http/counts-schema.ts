import { Type } from '@sinclair/typebox';

const n = Type.Integer({ minimum: 0 });
const reasons = Type.Record(Type.String(), n);

const SyncCountsSchema = Type.Object(
  {
    sync: Type.String(),
    routed: Type.Integer({ description: 'events that the sync looked at' }),
    filtered: reasons,
    dropped: reasons,
    dispatched: n,
    accepted: n,
    dead: reasons,
    replayed: Type.Integer({ description: 'taken back out of the dead letters' }),
    inFlight: Type.Integer({ description: 'dispatched and not ended yet' }),
    difference: Type.Integer({ description: 'routed − filtered − dropped − dispatched: 0 when the books balance' }),
    links: reasons,
  },
  { $id: 'SyncCounts' },
);

/** The books of a project, as `reconcile` makes them. */
export const ProjectCountsSchema = Type.Object(
  { received: n, duplicate: n, unrouted: reasons, syncs: Type.Array(SyncCountsSchema) },
  { $id: 'ProjectCounts' },
);
