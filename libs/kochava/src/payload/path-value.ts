import { type MappingSource } from './mapping-source.ts';

/**
 * The value at a path of a mapping: a field of the event (`device_id`, `ip`), or `event_properties.x`, `groups.x`,
 * `user_properties.x`. User properties are the user's folded ones, not the event's operations on them.
 * A dot may part levels or belong to a name: the longest name that exists wins, so `event_properties.a.b` is the
 * property "a.b", else `b` inside `a`. Only own fields count. Undefined = there is no such value.
 */
export function pathValue(source: Pick<MappingSource, 'event' | 'userProperties'>, path: string): unknown {
  return path.startsWith(ofUser)
    ? valueWithin(source.userProperties, path.slice(ofUser.length))
    : valueWithin(source.event, path);
}

const ofUser = 'user_properties.';

/** The value at `path` below `holder`, by the rules of `pathValue`. */
export function valueWithin(holder: unknown, path: string): unknown {
  if (!isRecord(holder)) return undefined;
  if (Object.hasOwn(holder, path)) return holder[path];
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const name = path.slice(0, dot);
    if (!Object.hasOwn(holder, name)) continue;
    const found = valueWithin(holder[name], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
