import { isObject, type Findings, type Json } from './findings.ts';

/** "Cannot be used" as keys. */
const reserved = new Set([
  'network',
  'source',
  'fb_campaign',
  'campaign',
  'site',
  'creative',
  'attribution_type',
  'integration_type',
  'integration_version',
  'cracked',
  'jailbroken',
]);

/** The event's own values: flat, under keys that Kochava does not keep for itself. */
export function eventData(findings: Findings, data: Json): void {
  const given = data['event_data'];
  if (given === undefined) return;
  if (!isObject(given)) {
    findings.refuse('wrong-type', 'data.event_data is not an object');
    return;
  }
  for (const key of Object.keys(given)) {
    if (reserved.has(key)) findings.note('reserved-key', `data.event_data.${key}`);
    if (typeof given[key] === 'object' && given[key] !== null) findings.note('nested-value', `data.event_data.${key}`);
  }
}
