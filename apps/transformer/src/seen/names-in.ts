import { type AmplitudeEvent, type SeenName } from '@kochava-stream/contracts';

/** A name with what its value is like. */
export type Named = Pick<SeenName, 'kind' | 'name' | 'type' | 'example'>;

/** What parts of an event are about, or for ourselves: no sources of a mapping. */
const structure: ReadonlySet<string> = new Set([
  'event_type',
  'time',
  'event_properties',
  'user_properties',
  'groups',
  'group_properties',
  '$skip_user_properties_sync',
  'plan',
  'ingestion_metadata',
]);

/** Fields whose values say nothing of a person. */
const shared: ReadonlySet<string> = new Set([
  'app_version',
  'carrier',
  'country',
  'currency',
  'device_brand',
  'device_manufacturer',
  'device_model',
  'language',
  'library',
  'os_name',
  'os_version',
  'platform',
]);

const operators: ReadonlySet<string> = new Set([
  '$set',
  '$setOnce',
  '$add',
  '$append',
  '$prepend',
  '$preInsert',
  '$postInsert',
]);
/** Operators whose values are not the property's. */
const removing: ReadonlySet<string> = new Set(['$clearAll', '$unset', '$remove']);
const longestName = 256;
const longestExample = 100;

/** Every name of an event but its own: fields, properties of the event and the user, groups. */
export function* namesIn(event: AmplitudeEvent): Generator<Named> {
  for (const [name, value] of Object.entries(event)) {
    if (structure.has(name)) continue;
    const named = namedAs('field', name, value);
    if (named !== undefined) yield withExample(named, value);
  }
  yield* properties('event-property', event['event_properties']);
  yield* properties('group', event['groups']);
  yield* userProperties(event['user_properties']);
}

function* userProperties(given: unknown): Generator<Named> {
  for (const [name, value] of entriesOf(given)) {
    if (operators.has(name)) yield* properties('user-property', value);
    else if (!removing.has(name)) yield* properties('user-property', { [name]: value });
  }
}

function* properties(kind: Named['kind'], given: unknown): Generator<Named> {
  for (const [name, value] of entriesOf(given)) {
    const named = namedAs(kind, name, value);
    if (named !== undefined) yield named;
  }
}

function namedAs(kind: Named['kind'], name: string, value: unknown): Named | undefined {
  const type = typeOf(value);
  return type === undefined || name === '' || name.length > longestName ? undefined : { kind, name, type };
}

function withExample(named: Named, value: unknown): Named {
  const fits = shared.has(named.name) && typeof value === 'string' && value.length <= longestExample;
  return fits ? { ...named, example: value } : named;
}

function typeOf(value: unknown): Named['type'] | undefined {
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return 'number';
    case 'boolean':
      return 'flag';
    case 'object':
      return value === null ? undefined : Array.isArray(value) ? 'list' : 'object';
    default:
      return undefined;
  }
}

function entriesOf(given: unknown): [string, unknown][] {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.entries(given) : [];
}
