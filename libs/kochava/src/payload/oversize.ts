import { type SendEvents } from '@kochava-stream/contracts';
import { flatValue } from './event-data.ts';
import { eventProperty } from './event-property.ts';
import { writeJson } from './json-writer.ts';
import { type MappingSource } from './mapping-source.ts';
import { valueWithin } from './path-value.ts';

/** A selected property and what it takes in a body: name and value, after escaping. */
export interface PropertySize {
  readonly on: 'event' | 'user';
  readonly name: string;
  readonly bytes: number;
}

const shownProperties = 3;
const shownCharacters = 80;

/** What the selected properties take in the body of this event, the largest first; by name only, never with a value. */
export function propertySizes(source: MappingSource, selected: SendEvents['properties']): PropertySize[] {
  const sizes = new Map<string, PropertySize>();
  const measure = (on: PropertySize['on'], name: string, value: unknown): void => {
    const flat = flatValue(value);
    if (flat === undefined || sizes.has(name)) return;
    sizes.set(name, { on, name, bytes: writeJson({ [name]: flat }).length - 1 });
  };
  for (const name of selected.event) measure('event', name, eventProperty(source.event, name));
  for (const name of selected.user) measure('user', name, valueWithin(source.userProperties, name));
  return [...sizes.values()].sort((one, other) => other.bytes - one.bytes);
}

/**
 * Why a body is not sent, and what to deselect so that it is.
 * @param limit bytes that are too many already
 */
export function whatToDeselect(
  { bytes, limit }: { readonly bytes: number; readonly limit: number },
  source: MappingSource,
  selected: SendEvents['properties'],
): string {
  const size = `The request would have ${grouped(bytes)} bytes; it must stay below ${grouped(limit)}.`;
  const sizes = propertySizes(source, selected);
  const all = sizes.reduce((sum, property) => sum + property.bytes, 0);
  if (bytes - all >= limit) return `${size} Deselecting properties is not enough: a mapped field is too large.`;
  const largest = sizes
    .slice(0, shownProperties)
    .map((property) => `${property.on} property "${shortened(property.name)}" (${grouped(property.bytes)} bytes)`);
  return `${size} Deselect the largest: ${largest.join(', ')}.`;
}

function shortened(name: string): string {
  return name.length <= shownCharacters ? name : `${name.slice(0, shownCharacters)}…`;
}

/** 2000000 as 2,000,000. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
