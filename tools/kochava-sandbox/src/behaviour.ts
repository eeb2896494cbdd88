import { hash } from 'node:crypto';
import { now } from './clock.ts';

/** Whom a rule is for; every part that is given must fit. */
export interface Match {
  app?: string;
  /** `event`, `install`, `update`, `link`, or a path such as `/track/json`. */
  path?: string;
  /** A `kochava_device_id`, or any identifier of the device. */
  device?: string;
  /** How many of the requests that fit otherwise, 0 to 1; drawn from a seeded generator. */
  share?: number;
  /** How many of the bodies, 0 to 1: a body that is sent again is hit again, or again is not. */
  shareOfBodies?: number;
  /** Only those beyond so many a second, of the requests that fit otherwise; a second's worth may come at once. */
  overPerSecond?: number;
}

/** How the far end misbehaves. Without `status` and `body` it does what it would have done, only later, slower or cut off. */
export interface Rule {
  match?: Match;
  status?: number;
  /** A text is sent as it is, anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Before the answer begins, ms. */
  delayMs?: number;
  /** Ms between the bytes of the body; `true` = 100. */
  slowBody?: boolean | number;
  /** The body is repeated until it has this many bytes. */
  bodyBytes?: number;
  /** The body is sent as gzip, and `bodyBytes` is what it has when it is unpacked. */
  gzip?: boolean;
  /** The answer's head never ends, and nothing is taken: ms between its lines of 1 kB; `true` = 1. */
  endlessHead?: boolean | number;
  /** Cut the connection: `before` the request is processed, or `after`, instead of answering. */
  reset?: 'before' | 'after';
  /** For so many requests; default for ever. */
  times?: number;
}

/** What is looked at to see whether a rule is meant. */
export interface Subject {
  app: string | null;
  path: string;
  kind: string;
  devices: () => readonly unknown[];
  bytes: Buffer;
}

export interface ActiveRule extends Rule {
  id: number;
  used: number;
  /** What may still come without being over its rate, and when that was counted, ms. */
  room?: { left: number; at: number };
}

/** The rules in force, first come first served. */
export class Behaviour {
  private rules: ActiveRule[] = [];
  private nextId = 1;
  private random = generator(1);

  add(rules: readonly Rule[], seed?: number): void {
    if (seed !== undefined) this.random = generator(seed);
    for (const rule of rules) this.rules.push({ ...rule, id: this.nextId++, used: 0 });
  }

  list(): readonly ActiveRule[] {
    return this.rules;
  }

  clear(): void {
    this.rules = [];
    this.random = generator(1);
  }

  /** The first rule that is meant and not used up; it counts as used. */
  pick(subject: Subject): Rule | undefined {
    if (this.rules.length === 0) return undefined;
    const found = this.rules.find((rule) => rule.used < (rule.times ?? Infinity) && this.fits(rule, subject));
    if (found !== undefined) found.used += 1;
    return found;
  }

  private fits(rule: ActiveRule, subject: Subject): boolean {
    return this.matches(rule.match, subject) && isOver(rule);
  }

  private matches(match: Match | undefined, subject: Subject): boolean {
    if (match === undefined) return true;
    if (!isNamed(match, subject)) return false;
    if (match.shareOfBodies !== undefined && placeOf(subject.bytes) >= match.shareOfBodies) return false;
    return match.share === undefined || this.random() < match.share;
  }
}

function isNamed(match: Match, subject: Subject): boolean {
  if (match.app !== undefined && match.app !== subject.app) return false;
  if (match.path !== undefined && match.path !== subject.path && match.path !== subject.kind) return false;
  return match.device === undefined || subject.devices().includes(match.device);
}

/** Where a body stands among all there may be, 0 to 1. */
function placeOf(bytes: Buffer): number {
  return hash('sha1', bytes, 'buffer').readUInt32BE() / 4_294_967_296;
}

/** Whether a request that fits otherwise is one too many; one that is not takes its place. */
function isOver(rule: ActiveRule): boolean {
  const perSecond = rule.match?.overPerSecond;
  if (perSecond === undefined) return true;
  const at = now();
  const { left, at: since } = rule.room ?? { left: perSecond, at };
  const room = Math.min(perSecond, left + (perSecond * (at - since)) / 1_000);
  rule.room = { left: room >= 1 ? room - 1 : room, at };
  return room < 1;
}

/** mulberry32: the same numbers for the same seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
