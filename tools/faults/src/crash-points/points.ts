import { type ServiceName } from '@kochava-stream/all-in-one';

/** A moment at which a service dies, by what it says or hears then. */
export interface Point {
  readonly service: ServiceName;
  readonly name: string;
  readonly when: 'before' | 'after' | 'read';
  /** In what is written or read. */
  readonly bytes: string;
}

const stateful = (service: ServiceName, published: string): Point[] => [
  { service, name: 'before a commit', when: 'before', bytes: 'COMMIT' },
  { service, name: 'commit sent, nothing heard', when: 'after', bytes: 'COMMIT' },
  { service, name: 'commit heard, nothing done', when: 'read', bytes: 'COMMIT\0' },
  { service, name: 'committed, not published', when: 'before', bytes: published },
  { service, name: 'published, nothing heard', when: 'after', bytes: published },
];

/** In the order of an event's way. */
const allPoints: readonly Point[] = [
  { service: 'ingest', name: 'before an upload is stored', when: 'before', bytes: 'PUB received.events.' },
  { service: 'ingest', name: 'stored, nothing heard', when: 'after', bytes: 'PUB received.events.' },
  { service: 'ingest', name: 'stored, not answered', when: 'before', bytes: '"events_ingested"' },
  { service: 'ingest', name: 'answered', when: 'after', bytes: '"events_ingested"' },
  ...stateful('transformer', 'PUB dispatch.'),
  ...stateful('identity-linker', 'PUB dispatch.'),
  { service: 'kochava-dispatcher', name: 'before a call', when: 'before', bytes: 'POST /track/json' },
  { service: 'kochava-dispatcher', name: 'called, nothing heard', when: 'after', bytes: 'POST /track/json' },
  { service: 'kochava-dispatcher', name: 'answer heard, not stored', when: 'read', bytes: '"success"' },
  { service: 'kochava-dispatcher', name: 'before an outcome is stored', when: 'before', bytes: 'PUB outcomes.' },
  { service: 'kochava-dispatcher', name: 'outcome stored, nothing heard', when: 'after', bytes: 'PUB outcomes.' },
  { service: 'kochava-dispatcher', name: 'outcome stored, not acknowledged', when: 'before', bytes: 'PUB $JS.ACK.' },
  { service: 'kochava-dispatcher', name: 'acknowledged', when: 'after', bytes: 'PUB $JS.ACK.' },
  ...stateful('config', 'PUB $KV.').slice(0, 3),
];

/** A point of each service in turn: one that was killed gets its shards back meanwhile. */
export const points: readonly Point[] = allPoints
  .map((point) => ({ point, turn: allPoints.filter(({ service }) => service === point.service).indexOf(point) }))
  .toSorted((one, other) => one.turn - other.turn)
  .map(({ point }) => point);

export const pointText = ({ service, name }: Point): string => `${service}: ${name}`;
