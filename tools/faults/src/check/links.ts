import { type Call } from '../ledgers/call.ts';
import { type Fate } from './fates.ts';
import { findingOf, type Finding } from './finding.ts';

/** What became of the IdentityLinks at Kochava. */
export interface LinksFound {
  readonly early: number;
  /** Accepted links that say a value which Kochava had just then. */
  readonly unchanged: number;
  /** Accepted calls. */
  readonly accepted: number;
  readonly findings: Finding[];
}

/** No link before its device's data; the last value wins; nothing for devices that Kochava does not have. */
export function checkLinks(fates: ReadonlyMap<string, Fate>, calls: readonly Call[], settleMs: number): LinksFound {
  const known = firstAnswers(calls);
  const links = calls.filter(({ kind }) => kind === 'link');
  const early = links.filter(({ device, at }) => device === null || at < (known.get(device) ?? Infinity) + settleMs);
  const { values, unchanged } = valuesAt(links);
  const wrong: string[] = [];
  for (const [device, wanted] of lastValues(fates)) {
    if (!known.has(device)) continue;
    for (const [name, value] of Object.entries(wanted)) {
      const there = values.get(`${device} ${name}`);
      if (there !== value) wrong.push(`device ${device}: ${name} is ${there ?? 'missing'} instead of ${value}`);
    }
  }
  return {
    early: early.length,
    unchanged,
    accepted: links.filter(({ accepted }) => accepted).length,
    findings: [
      ...findingOf(
        'I2',
        'a link started too early, at',
        early.map(({ device, at }) => `${new Date(at).toISOString()} for device ${device ?? 'unknown'}`),
      ),
      ...findingOf('links', 'not the last value', wrong),
    ],
  };
}

/** When the first success answer for a device's event had ended. */
function firstAnswers(calls: readonly Call[]): Map<number, number> {
  const first = new Map<number, number>();
  for (const { kind, device, accepted, endedAt } of calls) {
    if (kind !== 'event' || device === null || !accepted || endedAt === null) continue;
    first.set(device, Math.min(first.get(device) ?? Infinity, endedAt));
  }
  return first;
}

function valuesAt(links: readonly Call[]): { values: Map<string, string>; unchanged: number } {
  const values = new Map<string, string>();
  let unchanged = 0;
  for (const { device, properties, accepted } of [...links].sort((a, b) => a.at - b.at)) {
    if (!accepted) continue;
    for (const [name, value] of Object.entries(properties)) {
      const key = `${device} ${name}`;
      if (values.get(key) === value) unchanged += 1;
      values.set(key, value);
    }
  }
  return { values, unchanged };
}

/** The values that each device's properties were set to last, by uploads that were answered 200. */
function lastValues(fates: ReadonlyMap<string, Fate>): Map<number, Record<string, string>> {
  const last = new Map<number, Record<string, string>>();
  for (const { made, answered } of fates.values()) {
    if (answered > 0) last.set(made.device, { ...last.get(made.device), ...made.sets });
  }
  return last;
}
