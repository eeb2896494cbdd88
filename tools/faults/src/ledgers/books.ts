type Reasons = Readonly<Record<string, number>>;

/** What the system counted for one project with one sync, as the config API tells it. */
export interface Books {
  readonly received: number;
  readonly duplicate: number;
  readonly unrouted: Reasons;
  readonly syncs: readonly {
    readonly routed: number;
    readonly filtered: Reasons;
    readonly dropped: Reasons;
    readonly dispatched: number;
    readonly accepted: number;
    readonly dead: Reasons;
    readonly inFlight: number;
    readonly difference: number;
    readonly links: Reasons;
  }[];
}
