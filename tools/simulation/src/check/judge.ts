import {
  decode,
  deadLetters,
  dispatchEvents,
  outcomeCounts,
  outcomeEnds,
  receivedEvents,
} from '@kochava-stream/contracts';
import { isRefused } from '../story/devices.ts';
import { type Told } from '../story/load.ts';
import { type World } from '../story/world.ts';
import { early, newestLinks } from './links.ts';
import { bounded } from './repeats.ts';
import { type Witness } from './witness.ts';

export interface Evidence {
  readonly world: World;
  readonly told: Told;
  readonly witnesses: readonly Witness[];
}

/** Everything that is wrong at the end of a story. */
export function judge(on: Evidence): string[] {
  return [
    ...on.witnesses.flatMap(({ findings }) => findings),
    ...inOrder(on),
    ...delivered(on),
    ...invented(on),
    ...early(on.world),
    ...bounded(on.world.kochava),
    ...newestLinks(on),
    ...books(on),
  ];
}

/** What was to be sent is stored, once, in the order of the commits. */
function inOrder({ world, witnesses }: Evidence): string[] {
  const findings: string[] = [];
  for (const witness of witnesses) {
    for (const [place, ids] of witness.sent) {
      const [first] = ids;
      const stream = first === undefined ? undefined : witness.rows.get(first)?.stream;
      if (stream === undefined) continue;
      const wanted = new Set(ids);
      const stored = world.nats
        .stream(stream)
        .messages.map(({ id }) => id)
        .filter((id) => wanted.has(id));
      if (stored.join() === ids.join()) continue;
      const missing = ids.filter((id) => !stored.includes(id)).length;
      const at = ids.findIndex((id, index) => stored[index] !== id);
      findings.push(
        `${place}: of ${ids.length} messages ${missing} are not stored; ${stored.length - new Set(stored).size} are stored twice; the order differs from number ${at} on`,
      );
    }
    for (const name of ['RECEIVED', 'LINKS', 'DISPATCH', 'OUTCOMES', 'DEAD']) {
      const ids = world.nats
        .stream(name)
        .messages.map(({ id }) => id)
        .filter((id) => id !== '');
      if (new Set(ids).size < ids.length) findings.push(`${name} has a message twice`);
    }
  }
  return findings;
}

/** Nothing that was answered 200 is lost. */
function delivered({ world, told }: Evidence): string[] {
  const taken = new Set(
    world.kochava.calls.filter((call) => call.kind === 'event' && call.taken).map(({ what }) => what),
  );
  const letters = world.nats.stream('DEAD').messages.map(({ data }) => decode(deadLetters, data).payload);
  const dead = new Set(letters.flatMap((letter) => /price\\*":(\d+)/.exec(letter)?.[1] ?? []));
  const findings: string[] = [];
  for (const { event, answer } of told.events.values()) {
    if (answer !== 'accepted' || event.shape !== 'selected') continue;
    const there = isRefused(event.device) ? dead.has(String(event.price)) : taken.has(String(event.price));
    if (!there) findings.push(`event ${event.insertId} was answered 200 and is lost`);
  }
  return findings;
}

/** Nothing appears that nobody sent, or that is not selected. */
function invented({ world, told }: Evidence): string[] {
  const known = new Set(
    [...told.events.values()].filter(({ event }) => event.shape === 'selected').map(({ event }) => String(event.price)),
  );
  return world.kochava.calls
    .filter((call) => call.kind === 'event' && !known.has(call.what))
    .map(({ what }) => `an event with ${what} was never sent`);
}

/** Every event ends once, and the counts say so. */
function books({ world }: Evidence): string[] {
  const stored = world.nats.stream('RECEIVED').messages.filter(({ subject }) => subject.startsWith('received.events.'));
  const events = stored
    .flatMap(({ data }) => decode(receivedEvents, data).uploads)
    .flatMap((upload) => upload.events.map((event) => event.insert_id));
  const counts = new Map<string, number>();
  const outcomes = world.nats.stream('OUTCOMES').messages;
  for (const { subject, data } of outcomes) {
    if (subject !== outcomeCounts.subject({})) continue;
    for (const { what, n } of decode(outcomeCounts, data).counts) counts.set(what, (counts.get(what) ?? 0) + n);
  }
  const ended = new Set(
    outcomes
      .filter(({ subject }) => subject === outcomeEnds.subject({}))
      .flatMap(({ data }) =>
        decode(outcomeEnds, data).ends.flatMap(({ parts }) =>
          Object.entries(parts).flatMap(([message, indexes]) => indexes.map((index) => `${message}.${index}`)),
        ),
      ),
  );
  const entries = new Map<string, string>();
  for (const { subject, data } of world.nats.stream('DISPATCH').messages) {
    if (subject.endsWith('.retry')) continue;
    const { kind, entries: some } = decode(dispatchEvents, data);
    for (const { id } of some) entries.set(id, kind);
  }
  const unique = new Set(events).size;
  const dispatched = [...entries.values()].filter((kind) => kind === 'event').length;
  return [
    ...differs('received', counts.get('received'), events.length),
    ...differs('duplicate', counts.get('duplicate'), events.length - unique),
    ...differs('dispatched', counts.get('dispatched'), dispatched),
    ...differs('filtered', counts.get('filtered'), unique - dispatched),
    ...differs('ended', ended.size, entries.size),
    ...[...ended].filter((id) => !entries.has(id)).map((id) => `${id} ended and was never dispatched`),
  ];
}

function differs(what: string, counted = 0, wanted: number): string[] {
  return counted === wanted ? [] : [`the books say ${what} ${counted}, and there are ${wanted}`];
}
