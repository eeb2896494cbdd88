import { type AmplitudeEvent } from '@kochava-stream/contracts';
import { valueWithin } from './path-value.ts';

/**
 * What belongs to a purchase. The SDKs' Revenue helper writes these into the event properties behind a `$`, plain
 * revenue events have them at the top level: one natural name finds both.
 */
const revenueNames = new Set([
  'price',
  'quantity',
  'revenue',
  'currency',
  'productId',
  'revenueType',
  'receipt',
  'receiptSig',
]);

/**
 * An event property by the name that a sync selects: `event_properties.<name>`; for a purchase's names then
 * `event_properties.$<name>`, then the event's own field. `insert_id`, for reconciling, is also found at the top level.
 */
export function eventProperty(event: AmplitudeEvent, name: string): unknown {
  const properties = event['event_properties'];
  const plain = valueWithin(properties, name);
  if (plain !== undefined && plain !== null) return plain;
  if (revenueNames.has(name)) return valueWithin(properties, `$${name}`) ?? event[name];
  return name === 'insert_id' ? event.insert_id : plain;
}
