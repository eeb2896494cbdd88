import { type Books } from '../ledgers/books.ts';
import { type Fate } from './fates.ts';
import { type Finding } from './finding.ts';

/** A number that is known exactly when nothing was left open. */
interface Range {
  least: number;
  most: number;
}

/**
 * The books against what the clients were told. Events that were never answered 200 but may have been stored leave a
 * range; without such events every number must be met exactly.
 */
export function checkBooks(fates: ReadonlyMap<string, Fate>, books: Books): Finding[] {
  const [sync] = books.syncs;
  if (sync === undefined || books.syncs.length !== 1) return [fault('there is not exactly one sync')];
  const expected = expectations(fates);
  const stored = books.received - books.duplicate;
  return [
    ...within('received', books.received, expected.received),
    ...within('received, without duplicates', stored, expected.stored),
    ...equal('unrouted', total(books.unrouted), 0),
    ...equal('routed', sync.routed, stored),
    ...byReason('filtered', sync.filtered, expected.ends),
    ...byReason('dropped', sync.dropped, expected.ends),
    ...within('accepted by Kochava', sync.accepted, expected.ends.get('delivered') ?? none()),
    ...within('dead', total(sync.dead), expected.ends.get('refused') ?? none()),
    ...equal('in flight', sync.inFlight, 0),
    ...equal('routed − filtered − dropped − dispatched', sync.difference, 0),
    ...linkBooks(fates, sync.links),
  ];
}

function expectations(fates: ReadonlyMap<string, Fate>) {
  const received = none();
  const stored = none();
  const ends = new Map<string, Range>();
  for (const { made, answered, ambiguous } of fates.values()) {
    const range = ends.get(made.end) ?? none();
    ends.set(made.end, range);
    received.least += answered;
    received.most += answered + ambiguous;
    for (const each of [range, stored]) {
      each.least += answered > 0 ? 1 : 0;
      each.most += answered + ambiguous > 0 ? 1 : 0;
    }
  }
  return { received, stored, ends };
}

function byReason(what: string, counted: Readonly<Record<string, number>>, ends: ReadonlyMap<string, Range>) {
  const expected = [...ends.keys()]
    .filter((end) => end.startsWith(`${what} `))
    .map((end) => end.slice(what.length + 1));
  const reasons = new Set([...expected, ...Object.keys(counted)]);
  return [...reasons].flatMap((reason) =>
    within(`${what} ${reason}`, counted[reason] ?? 0, ends.get(`${what} ${reason}`) ?? none()),
  );
}

/**
 * Per property: what was requested was suppressed or held, and what was held is merged, withdrawn, released, expired or
 * held now: at devices that have no delivered event.
 */
function linkBooks(fates: ReadonlyMap<string, Fate>, links: Readonly<Record<string, number>>): Finding[] {
  const all = [...fates.values()];
  if (all.some(({ answered }) => answered === 0)) return [];
  const requested = all.reduce((sum, { made }) => sum + Object.keys(made.sets).length, 0);
  const confirmed = new Set(all.filter(({ made }) => made.end === 'delivered').map(({ made }) => made.device));
  const held = new Set(
    all.flatMap(({ made: { device, sets } }) =>
      confirmed.has(device) ? [] : Object.keys(sets).map((name) => `${device} ${name}`),
    ),
  );
  const of = (name: string): number => links[name] ?? 0;
  return [
    ...equal('properties requested', of('requested'), requested),
    ...equal('properties expired', of('expired'), 0),
    ...equal('links dead', of('dead'), 0),
    ...equal(
      'properties held',
      of('held') - of('merged') - of('withdrawn') - of('released') - of('expired'),
      held.size,
    ),
  ];
}

function equal(what: string, found: number, wanted: number): Finding[] {
  return found === wanted ? [] : [fault(`${what}: ${found} instead of ${wanted}`)];
}

function within(what: string, found: number, { least, most }: Range): Finding[] {
  if (found >= least && found <= most) return [];
  return [fault(`${what}: ${found} instead of ${least === most ? least : `${least} to ${most}`}`)];
}

function fault(text: string): Finding {
  return { invariant: 'I11', n: 1, text };
}

function none(): Range {
  return { least: 0, most: 0 };
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}
