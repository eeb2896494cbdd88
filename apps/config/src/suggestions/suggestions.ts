import { type SeenName } from '@kochava-stream/contracts';
import { isContextProperty } from '@kochava-stream/domain/filtering';
import { eventNameProblem, propertyNameProblem } from '@kochava-stream/domain/sync';
import { reservedEventKeys, standardNameFor } from '@kochava-stream/kochava';
import { mappingSources } from './mapping-sources.ts';
import { type StoredName } from './store-names.ts';

/** Of each kind, at most so many are shown; asking for a part of the name finds the others. */
export const shownNames = 1_000;

/** What a project's traffic of the last seven days offers to whoever sets up a sync; the names seen last first. */
export function suggestions(names: readonly StoredName[]) {
  const kind = (wanted: SeenName['kind']) => names.filter((each) => each.kind === wanted);
  const fields = kind('field');
  const [ofEvent, ofUser] = [kind('event-property'), kind('user-property')];
  const paths = [
    ...fields.map((each) => path('', each)),
    ...ofEvent.map((each) => path('event_properties.', each)),
    ...ofUser.map((each) => path('user_properties.', each)),
  ];
  return {
    events: kind('event')
      .slice(0, shownNames)
      .map((each) => ({ ...named(each, eventNameProblem), standardName: standardNameFor(each.name) ?? null })),
    eventProperties: ofEvent.slice(0, shownNames).map((each) => typed(each, eventKeyProblem)),
    userProperties: ofUser.slice(0, shownNames).map((each) => typed(each, propertyNameProblem)),
    groups: kind('group')
      .slice(0, shownNames)
      .map((each) => typed(each, propertyNameProblem)),
    context: fields
      .filter(({ name }) => isContextProperty(name))
      .map((each) => ({ ...typed(each, propertyNameProblem), example: each.example })),
    paths: paths.slice(0, 3 * shownNames),
    mappings: mappingSources(paths),
  };
}

function named({ name, seenAt }: StoredName, problem: (name: string) => string | undefined) {
  return { name, lastSeen: seenAt.toISOString(), refused: problem(name) ?? null };
}

function typed(stored: StoredName, problem: (name: string) => string | undefined) {
  return { ...named(stored, problem), type: stored.type };
}

function path(prefix: string, { name, type, seenAt }: StoredName) {
  return { name: `${prefix}${name}`, type, lastSeen: seenAt.toISOString() };
}

function eventKeyProblem(name: string): string | undefined {
  return reservedEventKeys.has(name) ? 'is reserved by Kochava' : propertyNameProblem(name);
}
