import { type StreamName } from './contract.ts';

const hours = 3_600_000;
const minutes = 60_000;

/** What the provisioner makes of a stream; storage file, retention limits, discard new, for all of them. */
export interface StreamDeclaration {
  readonly name: StreamName;
  readonly subjects: readonly string[];
  /** Longer than the delivery horizon of 72 h, so that nothing ages out before it is a dead letter. */
  readonly maxAgeMs: number;
  readonly duplicateWindowMs: number;
}

/** Every stream, in the order of an event's way. */
export const streams: readonly StreamDeclaration[] = [
  {
    name: 'RECEIVED',
    subjects: ['received.events.*', 'received.installs.*', 'received.replays.*', 'received.deletions.*'],
    maxAgeMs: 96 * hours,
    duplicateWindowMs: 10 * minutes,
  },
  {
    name: 'LINKS',
    subjects: ['links.requested.*', 'links.commands.*', 'links.deletions.*'],
    maxAgeMs: 96 * hours,
    duplicateWindowMs: 10 * minutes,
  },
  {
    name: 'DISPATCH',
    subjects: ['dispatch.*.event', 'dispatch.*.link', 'dispatch.*.retry', 'dispatch.*.test'],
    maxAgeMs: 96 * hours,
    duplicateWindowMs: 10 * minutes,
  },
  { name: 'OUTCOMES', subjects: ['outcomes.*'], maxAgeMs: 96 * hours, duplicateWindowMs: 10 * minutes },
  { name: 'DEAD', subjects: ['dead.*'], maxAgeMs: 30 * 24 * hours, duplicateWindowMs: 10 * minutes },
];
