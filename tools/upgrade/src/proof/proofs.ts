import { type Verdict } from '@kochava-stream/faults';
import { type Told } from '../load/phases.ts';
import { type Visits } from '../load/visits.ts';
import { type Proof } from '../report.ts';
import { type Replacement } from '../roll/fleet.ts';
import { filledColumn } from '../tree/next.ts';

/** The three ledgers agree. */
export function booksOf(verdict: Verdict, strangers: number): Proof[] {
  const { accepted, delivered, lost, early, repeats, findings } = verdict;
  return [
    {
      what: 'nothing lost, nothing twice, no link early, books exact',
      found: `${accepted} accepted, ${delivered} delivered, ${lost} lost, ${repeats} twice, ${early} early`,
      holds: findings.length === 0,
    },
    ...findings.map(({ invariant, text, n }) => ({ what: `  ${invariant}`, found: `${text} (${n})`, holds: false })),
    { what: 'no call that nobody made', found: String(strangers), holds: strangers === 0 },
  ];
}

export function answersOf(told: readonly Told[]): Proof {
  const sum = (of: (each: Told) => number): number => told.reduce((total, each) => total + of(each), 0);
  const others = sum(({ others: each }) => [...each.values()].reduce((total, n) => total + n, 0));
  const uploads = sum((each) => each.uploads);
  const throttled = sum((each) => each.throttled);
  return {
    what: 'every upload is answered 200 or 429',
    found: `${uploads} uploads, ${throttled} x 429, ${others} others`,
    holds: uploads > 0 && others === 0,
  };
}

export function visitsOf({ calls, refused, longestMs }: Visits): Proof {
  const others = [...refused].map(([status, n]) => `${status} x ${n}`).join(', ');
  return {
    what: 'the config API answers',
    found: `${calls} calls, longest ${Math.round(longestMs)} ms${others === '' ? '' : `, ${others}`}`,
    holds: calls > 0 && refused.size === 0,
  };
}

export function endsOf(replacements: readonly Replacement[]): Proof {
  const badly = replacements.filter(({ exitCode }) => exitCode !== 0);
  const longest = Math.max(...replacements.map(({ endedMs }) => endedMs));
  return {
    what: 'every process ends by itself',
    found: `${replacements.length - badly.length} of ${replacements.length}, the slowest in ${Math.round(longest)} ms`,
    holds: replacements.length > 0 && badly.length === 0,
  };
}

/** @param said what the newer release's migrations said: they did not fail */
export function migratedOf(said: string): Proof {
  return { what: 'migrations while the older release works', found: said, holds: true };
}

/** @param said what the older release's migrations said when it had come back, or how its jobs failed */
export function jobsOf(said: string): Proof {
  const nothing = said.split('; ').every((line) => line.endsWith('up to date'));
  return { what: 'jobs of the older release after the newer one', found: said, holds: nothing };
}

export function heldOf(what: string, { held, released }: { held: number; released: number }): Proof {
  return { what: `links held before, ${what}`, found: `${released} devices of ${held}`, holds: released > 0 };
}

export function tablesGrown(grown: number, all: number): Proof {
  return {
    what: 'tables that have a column of the newer release',
    found: `${grown} of ${all}`,
    holds: grown === all && all > 0,
  };
}

/** @param n messages that were read, before there was a linker that knows them better */
export function readOf(what: string, n: number, versions: ReadonlyMap<number, number>): Proof {
  const all = [...versions].map(([version, count]) => `${count} of version ${version}`).join(' and ');
  return { what: `links.requested: ${what}`, found: `${n}; on the stream ${all}`, holds: n > 0 };
}

/** @param poisoned who made a message a dead letter because it could not be read or stored */
export function readableOf(poisoned: readonly string[]): Proof {
  const found = [...Map.groupBy(poisoned, (source) => source)].map(([source, those]) => `${those.length} by ${source}`);
  return { what: 'no message is unreadable', found: found.join(', ') || '0', holds: poisoned.length === 0 };
}

export function columnOf(rows: number): Proof {
  return { what: `device.${filledColumn}, written by the newer linker`, found: `${rows} rows`, holds: rows > 0 };
}
