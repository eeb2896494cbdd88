import { type Metrics } from '@kochava-stream/observability';
import { difference, eventSums, inFlight, type Book, type EventSums } from './books.ts';
import { configMetrics } from './config-metrics.ts';
import { type Found } from './system-watch.ts';
import { type Unaccounted } from './unaccounted.ts';

/** Prometheus is told what was found last; nothing while nothing is known. */
export function tellSystem(metrics: Metrics, found: () => Found | undefined, unaccounted: Unaccounted): void {
  const books = () => found()?.books ?? [];
  const ofSyncs = (value: (sums: EventSums, book: Book) => number) => () =>
    syncBooks(books()).map((book) => [labelsOf(book), value(eventSums(book), book)] as const);

  metrics.gauge(configMetrics.kvOutbox, () => present(found()).map(({ kvWaiting }) => [{}, kvWaiting]));
  metrics.gauge(configMetrics.syncLag, () => present(found()).flatMap(lags));
  metrics.gauge(configMetrics.syncOldest, () => present(found()).flatMap(ages));
  metrics.gauge(configMetrics.difference, ofSyncs(difference));
  metrics.gauge(configMetrics.inFlight, ofSyncs(inFlight));
  metrics.gauge(
    configMetrics.unaccounted,
    ofSyncs((_, { sync }) => unaccounted.missing.get(sync) ?? 0),
  );
  metrics.counted(configMetrics.books, () =>
    syncBooks(books()).flatMap((book) =>
      Object.entries(eventSums(book)).map(([what, n]) => [{ ...labelsOf(book), what }, n] as const),
    ),
  );
  metrics.counted(configMetrics.projectBooks, () => projectBooks(books()));
  metrics.counted(configMetrics.linkBooks, () => syncBooks(books()).flatMap(links));
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}

function syncBooks(books: readonly Book[]): Book[] {
  return books.filter(({ sync }) => sync !== '');
}

function labelsOf({ project, sync }: Book) {
  return { project, sync };
}

function lags({ standings }: Found) {
  return [...standings].flatMap(([sync, { main, retry }]) =>
    Object.entries({ main, retry }).flatMap(([consumer, { waiting, delivered }]) => [
      [{ sync, consumer, state: 'waiting' }, waiting] as const,
      [{ sync, consumer, state: 'delivered' }, delivered] as const,
    ]),
  );
}

function ages({ standings, oldest }: Found) {
  const now = Date.now();
  return [...standings.keys()].map((sync) => {
    const at = oldest.get(sync);
    return [{ sync }, at === undefined ? 0 : Math.max(0, now - at) / 1000] as const;
  });
}

function projectBooks(books: readonly Book[]) {
  return books
    .filter(({ sync }) => sync === '')
    .flatMap(({ project, sums }) => {
      const of = (what: string): number => sums.get(what) ?? 0;
      const counts = { received: of('received'), duplicate: of('duplicate'), unrouted: of('dropped') + of('dead') };
      return Object.entries(counts).map(([what, n]) => [{ project, what }, n] as const);
    });
}

function links(book: Book) {
  const linkSums = [...book.sums].filter(([what]) => what.startsWith('link-'));
  return linkSums.map(([what, n]) => [{ ...labelsOf(book), what: what.slice('link-'.length) }, n] as const);
}
