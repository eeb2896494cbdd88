import { deviceIdKinds, type DeviceIdKind } from '@kochava-stream/contracts';
import { isForgotten } from '@kochava-stream/domain/deletion';
import { type Forgotten, type Mark, type Tx } from '@kochava-stream/persistence';
import { type Departures } from './departures.ts';
import { type Fact } from './facts.ts';
import { type DeviceKey } from './store/rows.ts';

/** The name of a device among those that were deleted. */
export function markOfDevice({ sync, kochavaDeviceId }: DeviceKey): string {
  return `d${sync}\0${kochavaDeviceId}`;
}

export function markOfId({ sync, kind, value }: { sync: string; kind: DeviceIdKind; value: string }): string {
  return `i${sync}\0${kind}\0${value}`;
}

/**
 * Leaves out what is about devices that were deleted. Requests are counted, so that the books add up: they have nothing in them
 * for Kochava. A newer request for the device of a deleted user means that it is somebody else's now.
 */
export async function withoutForgotten(
  facts: readonly Fact[],
  departures: Departures,
  { tx, forgotten }: { tx: Tx; forgotten: Forgotten },
): Promise<readonly Fact[]> {
  const marks = await forgotten.among(tx, new Set(facts.flatMap(namesIn)));
  if (marks.size === 0) return facts;
  const passed: Fact[] = [];
  const taken: string[] = [];
  for (const fact of facts) {
    if (!isAbout(fact, marks)) passed.push(fact);
    else if (fact.type === 'request') countSuppressed(fact, departures);
    if (fact.type === 'request' && passed.at(-1) === fact) taken.push(markOfDevice(fact.request));
  }
  await forgotten.remove(
    tx,
    taken.filter((name) => marks.has(name)),
  );
  return passed;
}

function namesIn(fact: Fact): string[] {
  if (fact.type === 'deletion') return [];
  if (fact.type !== 'ids-confirmed') return [markOfDevice(keyIn(fact))];
  return deviceIdKinds.flatMap((kind) => {
    const value = fact.ids[kind];
    return value === undefined ? [] : [markOfId({ sync: fact.sync, kind, value })];
  });
}

function keyIn(fact: Exclude<Fact, { type: 'deletion' | 'ids-confirmed' }>): DeviceKey {
  switch (fact.type) {
    case 'request':
      return fact.request;
    case 'link-ended':
      return fact.outcome;
    case 'command':
      return fact.command;
    case 'device-confirmed':
      return fact;
  }
}

function isAbout(fact: Fact, marks: ReadonlyMap<string, Mark>): boolean {
  const mark = namesIn(fact).flatMap((name) => marks.get(name) ?? [])[0];
  return isForgotten(mark, timeOf(fact));
}

/** When what the fact tells of began, ms. Who uses the app now an install does not say: it counts as old. */
function timeOf(fact: Fact): number {
  switch (fact.type) {
    case 'request':
      return fact.request.requestedAt;
    case 'link-ended':
      return fact.outcome.acceptedAt;
    case 'command':
      return fact.command.at;
    case 'device-confirmed':
      return fact.acceptedAt ?? 0;
    default:
      return 0;
  }
}

function countSuppressed({ request }: Fact & { type: 'request' }, departures: Departures): void {
  const n = Object.keys(request.properties).length;
  if (n === 0) return;
  departures.count(request.sync, request.project, { what: 'link-requested', reason: '', n });
  departures.count(request.sync, request.project, { what: 'link-suppressed', reason: 'deleted', n });
}
