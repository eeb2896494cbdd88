import { type LedgerRow } from '@kochava-stream/kochava-sandbox';

/** A row with its body's parts in reach; a link has no action. */
export interface Sent extends LedgerRow {
  readonly json: any;
}

/** What reached Kochava for one app, in the order in which it ended. */
export function sentFor(rows: readonly LedgerRow[], app: string): Sent[] {
  return rows.filter((row) => row.app === app).map((row) => ({ ...row, json: row.body }));
}

/** One line per request: canonical, because the order of keys says nothing. */
export function told(rows: readonly Sent[]): string[] {
  return rows.map(({ kind, json }) =>
    kind === 'link'
      ? `link ${sorted(json.device_id)} ${sorted(json.data)}`
      : `${kind} ${json.kochava_device_id} ${json.data.event_name} ${sorted(json.data.event_data)}`,
  );
}

/** As `told`, for what was accepted. */
export function accepted(rows: readonly Sent[]): string[] {
  return told(rows.filter((row) => row.accepted));
}

/** Every violation of Kochava's rules; none = Kochava could not complain about anything. */
export function violations(rows: readonly LedgerRow[]): string[] {
  return rows.flatMap(({ n, violations: found }) => found.map(({ name, detail }) => `${n} ${name}: ${detail}`));
}

/** Links that started before a success answer for one of their identifiers had ended and `settleMs` were over. */
export function earlyLinks(rows: readonly Sent[], settleMs: number): number[] {
  const confirmedAt = (link: Sent): number => {
    const ids = Object.values(link.json.device_id);
    const data = rows.filter(
      ({ kind, accepted: taken, endedAt, json }) =>
        kind === 'event' &&
        taken &&
        endedAt !== null &&
        Object.values(json.data.device_ids).some((id) => ids.includes(id)),
    );
    return Math.min(...data.map(({ endedAt }) => endedAt ?? Infinity));
  };
  return rows.filter((row) => row.kind === 'link' && row.at < confirmedAt(row) + settleMs).map(({ n }) => n);
}

function sorted(object: object | undefined): string {
  return JSON.stringify(Object.fromEntries(Object.entries(object ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))));
}
