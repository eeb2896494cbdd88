/** A story that an alert is for, and one in which it must keep quiet. Values in promtool's notation, one every 30 s. */
export interface AlertCase {
  readonly alert: string;
  readonly fires: Story & {
    /** When it is looked at. */
    readonly at: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly summary: string;
  };
  readonly quiet: Story & {
    /** When it is looked at, where that is not all the time: what is there at the beginning is new for a while. */
    readonly at?: readonly string[];
  };
}

export interface Story {
  /** Series to values; `kochava_stream_` is left out at the beginning. */
  readonly series: Readonly<Record<string, string>>;
}

/** When what was there at the beginning is not new any more. */
export const settled = ['65m', '80m', '100m', '120m'];
