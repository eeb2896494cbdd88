/** A rule that fires; times in ms. */
export interface Firing {
  readonly since: number;
  /** Since when it would not fire any more; null = it would. */
  readonly quietSince: number | null;
  /** When people were told last. */
  readonly toldAt: number;
}

/** What people are told: it began, it goes on, it is over. */
export type NoticeEvent = 'firing' | 'continuing' | 'resolved';

export interface Next {
  /** undefined = the rule does not fire any more. */
  readonly firing: Firing | undefined;
  readonly notice?: NoticeEvent;
}

/** As long it has to be quiet before that is told: what goes to and fro is one alert. */
const quietMs = 5 * 60_000;

/** What follows from one more look at a rule. @param before undefined = it did not fire */
export function nextState(before: Firing | undefined, fires: boolean, now: number, repeatMs: number): Next {
  if (before === undefined) {
    return fires ? { firing: { since: now, quietSince: null, toldAt: now }, notice: 'firing' } : { firing: undefined };
  }
  if (!fires) {
    const quietSince = before.quietSince ?? now;
    if (now - quietSince >= quietMs) return { firing: undefined, notice: 'resolved' };
    return { firing: { ...before, quietSince } };
  }
  const again = now - before.toldAt >= repeatMs;
  const firing = { since: before.since, quietSince: null, toldAt: again ? now : before.toldAt };
  return again ? { firing, notice: 'continuing' } : { firing };
}
