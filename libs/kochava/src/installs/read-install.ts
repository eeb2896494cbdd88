import { deviceIdKinds, type DeviceIds, type PostbackParameters } from '@kochava-stream/contracts';
import { cleanIds } from '../payload/device-ids.ts';
import { isIdentifier } from '../payload/identifier.ts';

/** How Kochava calls an install among its events. */
export const installEventName = '_install';

/** What is taken where a sync maps nothing. As soon as it maps one, what it does not map is not read. */
const defaults: PostbackParameters = {
  kochava_device_id: 'kochava_device_id',
  idfa: 'idfa',
  idfv: 'idfv',
  adid: 'adid',
  android_id: 'android_id',
};

/** The parameters, or columns, in which a sync expects an install's fields. */
export function installParameters(given: PostbackParameters | undefined): PostbackParameters {
  return given === undefined || Object.keys(given).length === 0 ? defaults : given;
}

/** What a postback, or a line of an import, says. */
export type InstallReading =
  | { readonly what: 'install'; readonly kochavaDeviceId: string | null; readonly ids: DeviceIds }
  /** It tells of another event. */
  | { readonly what: 'other-event' }
  /** As it should be; but this device has nothing by which it could be known. */
  | { readonly what: 'no-identifier' }
  /** The mapping, or what was set up at Kochava, is not right. `problem` has names of parameters in it, never values. */
  | { readonly what: 'unusable'; readonly problem: string };

/** @param fields name to value, as they came */
export function readInstall(
  fields: ReadonlyMap<string, string>,
  given: PostbackParameters | undefined,
): InstallReading {
  const parameters = installParameters(given);
  const event = eventReading(fields, parameters.event_name);
  if (event !== undefined) return event;
  const read = (name: string | undefined) => (name === undefined ? undefined : valueOf(fields.get(name)));
  const kochavaDeviceId = read(parameters.kochava_device_id) ?? null;
  const ids = cleanIds(Object.fromEntries(deviceIdKinds.map((kind) => [kind, read(parameters[kind])])));
  if (kochavaDeviceId !== null || Object.keys(ids).length > 0) return { what: 'install', kochavaDeviceId, ids };
  return nothingUsable(fields, parameters);
}

function eventReading(fields: ReadonlyMap<string, string>, name: string | undefined): InstallReading | undefined {
  if (name === undefined) return undefined;
  const event = valueOf(fields.get(name));
  if (event === undefined) {
    return { what: 'unusable', problem: `no event name in ${shown([name])}; ${seen(fields)}` };
  }
  return event === installEventName ? undefined : { what: 'other-event' };
}

function nothingUsable(fields: ReadonlyMap<string, string>, { event_name: _event, ...of }: PostbackParameters) {
  const expected = Object.values(of);
  const present = expected.filter((name) => fields.has(name));
  if (present.length === 0) {
    return { what: 'unusable', problem: `none of ${shown(expected)} is there; ${seen(fields)}` } as const;
  }
  if (present.every((name) => isMacro(fields.get(name)?.trim() ?? ''))) {
    return { what: 'unusable', problem: `the macros in ${shown(present)} are not filled in` } as const;
  }
  return { what: 'no-identifier' } as const;
}

const onlyZeros = /^[\s0-]*$/;
const nothings: ReadonlySet<string> = new Set(['null', '(null)', 'nil', 'none', 'undefined', 'n/a', 'unknown']);
/** `{idfa}`, `${idfa}`, `[IDFA]`, `%idfa%`, `<idfa>`, `~(idfa)~`: what is left of a macro that nobody knows. */
const macro = /^(?:\$?\{.*\}|\[.*\]|%.*%|<.*>|~.*~)$/s;

function isMacro(text: string): boolean {
  return macro.test(text);
}

/** undefined = nothing, zeros, a word for nothing, a macro that was not filled in, or what can identify nothing. */
function valueOf(given: string | undefined): string | undefined {
  const text = given?.trim() ?? '';
  if (onlyZeros.test(text) || isMacro(text) || nothings.has(text.toLowerCase())) return undefined;
  return isIdentifier(text) ? text : undefined;
}

const mostShown = 20;

function seen(fields: ReadonlyMap<string, string>): string {
  return fields.size === 0 ? 'there are none at all' : `seen: ${shown([...fields.keys()])}`;
}

/** Names that somebody sent, short enough and of one line. */
function shown(names: readonly string[]): string {
  const texts = names.slice(0, mostShown).map((name) => name.slice(0, 60).replaceAll(/[^\x20-\x7e]/g, '?'));
  return names.length > mostShown ? `${texts.join(', ')}, …` : texts.join(', ');
}
