/** A difference that is none of drift: a clock was set. */
const setMs = 1_000;
/** As much of the time that passed may be caught up: what a look takes is no difference. */
const slew = 0.001;

/**
 * The database's time, which every process that shares its rows goes by: one whose own clock is wrong, or is set while it
 * runs, would release what waits too early or an hour too late. Between two looks the monotonic clock counts on.
 */
export class DatabaseClock {
  /** Of the database, at `#at` of the monotonic clock, ms. */
  #time: number | undefined;
  #at = 0;

  constructor(private readonly steady: () => number = () => performance.now()) {}

  /** ms since the epoch; before the first look the process' own. */
  readonly now = (): number => (this.#time === undefined ? Date.now() : Math.round(this.#counted()));

  /** The database said `time` when the monotonic clock stood between `asked` and now. */
  heard(time: number, asked: number): void {
    const at = this.steady();
    const told = time + (at - asked) / 2;
    const counted = this.#counted(at);
    const most = slew * (at - this.#at);
    const difference = told - counted;
    const isSet = this.#time === undefined || Math.abs(difference) > setMs;
    this.#time = isSet ? told : counted + Math.max(-most, Math.min(most, difference));
    this.#at = at;
  }

  #counted(at = this.steady()): number {
    return (this.#time ?? 0) + at - this.#at;
  }
}
