import { type Invariant } from './finding.ts';
import { judge, type Verdict } from './judge.ts';
import { call, perfect, settleMs, type MutableLedgers } from './perfect.spec.ts';

const terms = { settleMs, mostRepeats: 3, answerMs: 8_000 };

function judged(plant: (ledgers: MutableLedgers) => void): Verdict {
  const ledgers = perfect();
  plant(ledgers);
  return judge(ledgers, terms);
}

function invariants({ findings }: Verdict): Invariant[] {
  return [...new Set(findings.map(({ invariant }) => invariant))].sort();
}

const nothing = (): void => undefined;

function first<T>(items: T[], wanted: (item: T) => boolean): T {
  const found = items.find(wanted);
  if (found === undefined) throw new Error('the perfect world has none of these');
  return found;
}
const event = ({ calls }: MutableLedgers) => first(calls, ({ kind, accepted }) => kind === 'event' && accepted);
const link = ({ calls }: MutableLedgers) => first(calls, ({ kind }) => kind === 'link');
const sync = ({ books }: MutableLedgers) => first(books.syncs, () => true);
const made = ({ told }: MutableLedgers, end: string) => first(told.made, (each) => each.end.startsWith(end));

function remove<T>(items: T[], item: T): void {
  items.splice(items.indexOf(item), 1);
}

describe('judge', () => {
  it('finds nothing in the ledgers of a system that makes no mistake', () => {
    for (const seed of [1, 2, 3]) {
      const ledgers = perfect(seed);
      const ends = new Set(ledgers.told.made.map(({ end }) => end));
      expect([...ends].sort()).toEqual([
        'delivered',
        'dropped no-device-id',
        'dropped no-ip',
        'filtered filter-1',
        'filtered not-selected',
        'refused',
      ]);
      expect(ledgers.calls.filter(({ kind }) => kind === 'link').length).toBeGreaterThan(50);
      const verdict = judge(ledgers, terms);
      expect(verdict.findings).toEqual([]);
      expect(verdict).toMatchObject({
        accepted: ledgers.told.made.length,
        repeats: 0,
        lost: 0,
        early: 0,
        longestMs: 5,
      });
    }
  });

  const plants: [string, Invariant[], (ledgers: MutableLedgers) => void][] = [
    ['an event that never reached Kochava', ['I1'], (all) => remove(all.calls, event(all))],
    [
      'an event that Kochava refused',
      ['I1', 'I5'],
      (all) => Object.assign(event(all), { accepted: false, status: 400 }),
    ],
    [
      'an event of a refused device that was never tried',
      ['I1'],
      (all) =>
        remove(
          all.calls,
          first(all.calls, ({ status }) => status === 400),
        ),
    ],
    [
      'a filtered event at Kochava',
      ['I5'],
      (all) => all.calls.push(call({ id: made(all, 'filtered').id, device: 9_999 })),
    ],
    [
      'a dropped event at Kochava',
      ['I5'],
      (all) => all.calls.push(call({ id: made(all, 'dropped').id, device: 9_999 })),
    ],
    ['an event that nobody sent', ['I5'], (all) => all.calls.push(call({ id: 'of-somebody-else', device: 9_999 }))],
    ['an event without its insert_id', ['I1', 'I5'], (all) => Object.assign(event(all), { id: null })],
    [
      'a link before any event of its device',
      ['I2'],
      (all) => all.calls.push(call({ kind: 'link', device: 9_999, properties: { plan: 'x' }, accepted: false })),
    ],
    ['a link whose device nobody knows', ['I2', 'links'], (all) => Object.assign(late(all.calls), { device: null })],
    [
      'a link before the settle delay is over',
      ['I2'],
      (all) => {
        const early = link(all);
        const data = first(all.calls, ({ device, accepted }) => device === early.device && accepted);
        Object.assign(early, { at: (data.endedAt ?? 0) + settleMs - 1 });
      },
    ],
    [
      'a link after an answer that the dispatcher never got',
      ['I2'],
      (all) => {
        const { device } = link(all);
        for (const each of all.calls) if (each.kind === 'event' && each.device === device) each.endedAt = null;
      },
    ],
    [
      'an older value sent last',
      ['links'],
      (all) => {
        const { device, at } = link(all);
        const [name] = Object.keys(link(all).properties);
        const old = call({ kind: 'link', device, properties: { [name ?? '']: 'old' }, at: at + 1_000_000 });
        all.calls.push(old);
        sync(all).links = { ...sync(all).links, accepted: (sync(all).links['accepted'] ?? 0) + 1 };
      },
    ],
    ['a link that was never sent', ['I11', 'links'], (all) => all.calls.pop()],
    [
      'more calls taken twice than may be',
      ['I4'],
      (all) => all.calls.push(...Array.from({ length: 4 }, () => ({ ...event(all) }))),
    ],
    [
      'more links taken twice than may be',
      ['I4'],
      (all) => all.calls.push(...Array.from({ length: 4 }, () => ({ ...link(all) }))),
    ],
    [
      'a link sent again unchanged, and counted',
      ['I4'],
      (all) => {
        all.calls.push(...Array.from({ length: 4 }, () => ({ ...link(all) })));
        sync(all).links = { ...sync(all).links, accepted: (sync(all).links['accepted'] ?? 0) + 4 };
      },
    ],
    ['an upload that took too long', ['I6'], ({ told }) => (late(told.attempts).ms = 8_001)],
    [
      'an answer over which SDKs drop events',
      ['I6'],
      ({ told }) => told.attempts.push({ ...late(told.attempts), status: 400, ids: [] }),
    ],
    [
      'an upload that nobody ever answered 200',
      ['I6'],
      ({ told }) => {
        for (const each of told.attempts) if (each.ids[0] === told.made[0]?.id) each.status = 503;
      },
    ],
    ['a duplicate that was taken for new', ['I11'], ({ books }) => (books.duplicate -= 1)],
    ['an event that was counted twice', ['I11'], ({ books }) => (books.received += 1)],
    ['an event that no sync saw', ['I11'], ({ books }) => (books.unrouted = { 'no-sync': 1 })],
    ['an event that one sync did not see', ['I11'], (all) => (sync(all).routed -= 1)],
    [
      'a filtered event that was not counted',
      ['I11'],
      (all) => (sync(all).filtered = moved(sync(all).filtered, 'filter-1')),
    ],
    [
      'a dropped event with another reason',
      ['I11'],
      (all) => (sync(all).dropped = moved(sync(all).dropped, 'no-ip', 'x')),
    ],
    ['a dead letter that was not counted', ['I11'], (all) => (sync(all).dead = {})],
    ['an accepted event that was not counted', ['I11'], (all) => (sync(all).accepted -= 1)],
    ['a dispatch without an end', ['I11'], (all) => (sync(all).inFlight = 1)],
    ['a hold that vanished', ['I11'], (all) => (sync(all).links = moved(sync(all).links, 'held'))],
    ['a link that was never requested', ['I11'], (all) => (sync(all).links = moved(sync(all).links, 'requested'))],
    [
      'a link that was counted and never sent',
      ['I11'],
      (all) => (sync(all).links = { ...sync(all).links, accepted: 9_999 }),
    ],
    ['a second sync out of nowhere', ['I11'], ({ books }) => books.syncs.push(...structuredClone(books.syncs))],
    [
      'a request that is against the documents',
      ['strict'],
      (all) => (event(all).violations = ['usertime-milliseconds (data.usertime: 1)']),
    ],
  ];
  it.each(plants)('finds %s', (_what, expected, plant) => expect(invariants(judged(plant))).toEqual(expected));

  it('allows what the bound allows', () => {
    const verdict = judged((all) => all.calls.push({ ...event(all) }, { ...event(all) }, { ...link(all) }));
    expect(verdict).toMatchObject({ repeats: 3, findings: [] });
  });

  it('leaves open what the answers left open', () => {
    const planted = (stored: boolean) => (all: MutableLedgers) => {
      const { id } = made(all, 'filtered not-selected');
      for (const each of all.told.attempts) if (each.ids.includes(id)) Object.assign(each, { status: 0 });
      if (stored) return;
      all.books.received -= 1;
    };
    expect(invariants(judged(planted(true)))).not.toContain('I5');
    expect(invariants(judged(nothing))).toEqual([]);
    expect(invariants(judged(planted(false)))).not.toContain('I1');
  });
});

function late<T>(attempts: readonly T[]): T {
  return attempts.at(-1) as T;
}

function moved(counts: Readonly<Record<string, number>>, from: string, to?: string): Record<string, number> {
  const rest = { ...counts, [from]: (counts[from] ?? 0) - 1 };
  return to === undefined ? rest : { ...rest, [to]: (counts[to] ?? 0) + 1 };
}
