import { type Database } from '@kochava-stream/persistence';
import { type StoredSync } from '../store/syncs.ts';
import { adviceFor } from './advice.ts';
import { errorsIn } from './errors.ts';
import { loadGates, type Gates } from './gates.ts';
import { healthOf, type Health, type Pending } from './health.ts';
import { loadInFlight } from './load-books.ts';
import { loadPoints, loadTotals, type Counted } from './load-points.ts';
import { countSamples } from './load-samples.ts';
import { metricsOf, metricsWithLatency } from './metrics.ts';
import { type PendingOf } from './pending.ts';
import { before, isInMinutes, rangeOf, type Range } from './range.ts';
import { line, seriesIn } from './series.ts';
import { stepsIn } from './steps.ts';

const recentMs = 15 * 60_000;

/** The numbers of syncs, put together from the rollups, the reports of the dispatchers and what waits at NATS. */
export class Deliveries {
  constructor(
    private readonly db: Database,
    private readonly pendingOf: PendingOf,
    private readonly now: () => number,
  ) {}

  /** One sync's way from received to accepted, over a period. */
  async page({ state: { id, project } }: StoredSync, range: Range) {
    const earlier = before(range, this.now());
    const [{ totals, steps }, past, samples, inFlight, lag] = await Promise.all([
      loadPoints(this.db, project, ['', id], range),
      earlier && loadTotals(this.db, project, ['', id], earlier),
      countSamples(this.db, id, range.start),
      loadInFlight(this.db, project, [id]),
      this.pendingOf(id),
    ]);
    const ofSync = of(totals, id);
    return {
      sync: id,
      start: new Date(range.start).toISOString(),
      end: new Date(range.end).toISOString(),
      step: isInMinutes(range) ? 'minute' : 'hour',
      steps: stepsIn(totals, past).map(({ reasons, ...step }) => ({ ...step, reasons: described(reasons) })),
      pending: shownPending(lag, inFlight.get(id) ?? 0),
      metrics: metricsWithLatency(ofSync),
      series: seriesIn(steps, range),
      errors: errorsIn(ofSync).map((error) => ({
        ...error,
        samples: samples.get(`${error.kind} ${error.class}`) ?? 0,
      })),
    };
  }

  /** Amplitude's numbers of one sync. */
  async metrics({ state: { id, project } }: StoredSync, range: Range) {
    return metricsOf((await loadPoints(this.db, project, [id], range)).totals);
  }

  /** How each of a project's syncs is, and what it did in the last day. */
  async overview(project: string, syncs: readonly StoredSync[]) {
    const now = this.now();
    const ids = syncs.map(({ state }) => state.id);
    const day = rangeOf('1d', now);
    const [{ totals, steps }, recent, gates, inFlight, lags] = await Promise.all([
      loadPoints(this.db, project, ids, day),
      this.#recent(project, ids),
      loadGates(this.db, now),
      loadInFlight(this.db, project, ids),
      Promise.all(ids.map(this.pendingOf)),
    ]);
    return {
      project,
      at: new Date(now).toISOString(),
      syncs: syncs.map(({ state: { id, document, status, version } }, index) => {
        const pending = lags[index] ?? null;
        const health = healthOf({
          ...vitals(id, gates),
          enabled: status === 'enabled',
          pending,
          recent: of(recent, id),
        });
        return {
          ...{ id, name: document.name, status, version },
          health: shownHealth(health),
          pending: shownPending(pending, inFlight.get(id) ?? 0),
          last24Hours: metricsWithLatency(of(totals, id)),
          delivered: line(of(steps, id), day, 'event-accepted'),
        };
      }),
    };
  }

  /** What was counted in the last 15 minutes. */
  async #recent(project: string, syncs: readonly string[]): Promise<readonly Counted[]> {
    const { end, stepMs } = rangeOf('10m', this.now());
    return (await loadPoints(this.db, project, syncs, { start: end - recentMs, end, stepMs })).totals;
  }
}

function vitals(sync: string, { dispatchers, closed }: Gates) {
  return { dispatchers, closed: closed.get(sync) ?? new Map<string, number>() };
}

function of(points: readonly Counted[], id: string): Counted[] {
  return points.filter(({ sync }) => sync === id);
}

function shownPending(pending: Pending | 'missing' | null, events: number) {
  return pending === null || pending === 'missing' ? null : { events, ...pending };
}

function shownHealth({ state, reasons }: Health) {
  const since = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  return { state, reasons: reasons.map((reason) => ({ ...reason, since: since(reason.since) })) };
}

function described(reasons: Readonly<Record<string, number>>) {
  return Object.entries(reasons)
    .map(([reason, n]) => ({ reason, n, ...adviceFor(reason) }))
    .sort((a, b) => b.n - a.n);
}
