import { type SendEvents } from '@kochava-stream/contracts';
import { eventProperty } from './event-property.ts';
import { type MappingSource } from './mapping-source.ts';
import { valueWithin } from './path-value.ts';

/** What `event_data` holds. */
export type EventData = Record<string, string | number | boolean>;

/**
 * The selected properties and nothing else, flat, under the names that the sync selects. Types are kept; an object or a
 * list is its JSON text, because Kochava's samples are flat; null and missing are left out. Where an event property and a
 * user property have one name, the event's value is sent. Undefined = nothing to send.
 */
export function eventData(source: MappingSource, selected: SendEvents['properties']): EventData | undefined {
  // Without a prototype: a property may be called `__proto__`.
  const data = Object.create(null) as EventData;
  let filled = false;
  const put = (name: string, value: unknown): void => {
    const flat = flatValue(value);
    if (flat === undefined) return;
    data[name] = flat;
    filled = true;
  };
  for (const name of selected.event) put(name, eventProperty(source.event, name));
  for (const name of selected.user) {
    if (data[name] === undefined) put(name, valueWithin(source.userProperties, name));
  }
  return filled ? data : undefined;
}

/** A value as Kochava takes it; undefined = nothing to send. */
export function flatValue(value: unknown): string | number | boolean | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'object':
      return value === null ? undefined : nestedText(value);
    default:
      return undefined;
  }
}

/** JSON text of an object or list. A lone surrogate would stay hidden inside it as an escape: it is replaced first. */
function nestedText(value: object): string {
  return JSON.stringify(value, (_name, item: unknown) => (typeof item === 'string' ? item.toWellFormed() : item));
}
