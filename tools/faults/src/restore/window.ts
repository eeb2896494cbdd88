import { type Ledgers } from '../check/finding.ts';

/** ms since the epoch. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * The ledgers of somebody to whom the answers given in the window promise nothing: what was answered 200 then may have been
 * stored or not, and the properties of its devices may be any until they are set again. Pure.
 */
export function withoutPromises({ told, ...others }: Ledgers, { from, to }: Window): Ledgers {
  const attempts = told.attempts.map((attempt) => {
    const answeredAt = attempt.at + attempt.ms;
    return answeredAt >= from && attempt.at <= to && attempt.status === 200 ? { ...attempt, status: 0 } : attempt;
  });
  const open = new Set(attempts.flatMap(({ ids }, index) => (attempts[index] === told.attempts[index] ? [] : ids)));
  const lastOpen = new Map<number, number>();
  for (const [index, { id, device }] of told.made.entries()) if (open.has(id)) lastOpen.set(device, index);
  const made = told.made.map((event, index) =>
    index <= (lastOpen.get(event.device) ?? -1) ? { ...event, sets: {} } : event,
  );
  return { ...others, told: { made, attempts } };
}

/** How much Kochava took in the window: events, and the properties of links. Pure. */
export function takenIn({ calls }: Pick<Ledgers, 'calls'>, { from, to }: Window): number {
  return calls
    .filter(({ at, accepted }) => accepted && at >= from && at <= to)
    .reduce((sum, { properties }) => sum + Math.max(1, Object.keys(properties).length), 0);
}

/** Events that Kochava took before the moment, and took again. Pure. */
export function takenAgain({ calls }: Pick<Ledgers, 'calls'>, before: number): string[] {
  const taken = calls.filter(({ kind, accepted }) => kind === 'event' && accepted);
  return [...Map.groupBy(taken, ({ id }) => id ?? 'without insert_id')]
    .filter(([, those]) => those.length > 1 && those.some(({ at }) => at < before))
    .map(([id]) => id);
}
