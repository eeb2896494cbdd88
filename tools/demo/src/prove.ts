import { type LedgerRow } from '@kochava-stream/kochava-sandbox';
import { android, iphone } from './app.ts';

/** What must be in the ledger, each exactly once, and nothing else. */
const expected: readonly string[] = [
  `event ${iphone.device_id} Purchase {"plan":"pro","price":25}`,
  `event ${android.device_id} Purchase {"plan":"free","price":19.99,"productId":"skis","quantity":2}`,
  `event ${android.device_id} Level Complete {"plan":"free","price":11}`,
  `link {"idfv":"${iphone.idfv}"} {"loyalty_id":"L-42","plan":"pro"}`,
  `link {"adid":"${android.adid}"} {"plan":"free"}`,
];
export const expectedRequests = expected.length;

interface Body {
  action?: string;
  kochava_device_id?: string;
  device_id?: object;
  data?: { event_name?: string; event_data?: object; device_ids?: object };
}

/** Every way in which the ledger differs from what must be there; none = it proves the run. */
export function faults(ledger: readonly LedgerRow[]): string[] {
  const found = ledger.map(describe);
  return [
    ...expected.filter((line) => !found.includes(line)).map((line) => `lost: ${line}`),
    ...found.filter((line) => !expected.includes(line)).map((line) => `not expected: ${line}`),
    ...found.filter((line, index) => found.indexOf(line) < index).map((line) => `twice: ${line}`),
    ...ledger.flatMap(({ n, violations }) =>
      violations.map(({ name, detail }) => `request ${n} violates ${name}: ${detail}`),
    ),
    ...ledger.filter(({ status }) => status !== 200).map(({ n, status }) => `request ${n} was answered ${status}`),
    ...linksBeforeData(ledger),
  ];
}

/** Canonical text of a request: the order of keys says nothing. */
export function describe({ body }: LedgerRow): string {
  const { action, kochava_device_id, device_id, data } = body as Body;
  if (action === 'event') return `event ${kochava_device_id} ${data?.event_name} ${sorted(data?.event_data)}`;
  return `link ${sorted(device_id)} ${sorted(data)}`;
}

function sorted(object: object | undefined): string {
  return JSON.stringify(Object.fromEntries(Object.entries(object ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** No link may start before a success answer for one of its identifiers has ended. */
function linksBeforeData(ledger: readonly LedgerRow[]): string[] {
  const links = ledger.filter(({ body }) => (body as Body).action === undefined);
  return links
    .filter((link) => !ledger.some((row) => isDataFor(row, link) && (row.endedAt ?? Infinity) < link.at))
    .map((link) => `request ${link.n}: a link before its device's data`);
}

function isDataFor(row: LedgerRow, link: LedgerRow): boolean {
  const known = Object.values((row.body as Body).data?.device_ids ?? {});
  const asked = Object.values((link.body as Body).device_id ?? {});
  return (row.body as Body).action === 'event' && row.status === 200 && asked.some((id) => known.includes(id));
}
