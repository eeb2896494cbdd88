import { syncLimits } from './limits.ts';
import { type Problem, quoted } from './problem.ts';

/** How Amplitude marks what it computes from events after they came: none of it is in what the SDKs send. */
const transformed: readonly (readonly [RegExp, string, string])[] = [
  [/^ce:/, 'a custom event', 'select the events that it is made of, and filter them'],
  [/^(derived(V2)?:|derived_properties\.)/, 'a derived property', 'select the properties that it is computed from'],
  [/^(lookup:|lookup_properties\.)/, 'a lookup property', 'select the property that is looked up'],
  [/^(merged:|merged_properties\.)/, 'merged from several', 'select the ones that it was merged from'],
];

const ownEvents: ReadonlyMap<string, string> = new Map([
  ['_all', 'stands for every event in Amplitude: select the events by their names'],
  ['_identify', 'is no event but an update of user properties: switch on Send Users and select the properties there'],
  ['$identify', 'is no event but an update of user properties: switch on Send Users and select the properties there'],
  ['$groupidentify', 'is no event but an update of a group, which Kochava does not know: remove it'],
]);

const ownProperties: ReadonlyMap<string, string> = new Map([
  ['Version', 'is computed by Amplitude and not in the events: Kochava gets app_version with every event anyway'],
  [
    'Device Family',
    'is computed by Amplitude and not in the events: Kochava gets device_model with every event anyway',
  ],
]);

/** Why an event type cannot be selected, and what to do; undefined = it can. */
export function eventNameProblem(name: string): string | undefined {
  return nameProblem(name, ownEvents);
}

/** Why a property cannot be selected or asked for, and what to do; undefined = it can. */
export function propertyNameProblem(name: string): string | undefined {
  return nameProblem(name, ownProperties);
}

function nameProblem(name: string, own: ReadonlyMap<string, string>): string | undefined {
  if (name.trim() === '') return 'is blank: fill it in, or remove it';
  if (name.length > syncLimits.amplitudeName) {
    return `has ${name.length} characters; Amplitude cuts names after ${syncLimits.amplitudeName}: it would never be found`;
  }
  const reserved = own.get(name);
  if (reserved !== undefined) return `"${name}" ${reserved}`;
  for (const [mark, what, instead] of transformed) {
    if (!mark.test(name)) continue;
    return `${quoted(name)} is ${what}: Amplitude makes it from events after they came, so no event carries it; ${instead}`;
  }
  return undefined;
}

/** Entries that were there before, with where. `key` says what makes two of them the same. */
export function duplicates<T>(items: readonly T[], at: string, key: (item: T) => string): Problem[] {
  const first = new Map<string, number>();
  const problems: Problem[] = [];
  for (const [index, item] of items.entries()) {
    const known = first.get(key(item));
    if (known === undefined) first.set(key(item), index);
    else problems.push({ field: `${at}/${index}`, problem: `is the same as ${at}/${known}: remove one of them` });
  }
  return problems;
}
