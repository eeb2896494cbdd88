import { type AmplitudeEvent } from '@kochava-stream/contracts';
import { platformNamed } from './platform.ts';
import { textOf } from './scalar-values.ts';

/**
 * `model-os_name-os_version`, e.g. `iPhone15,3-iOS-17.4`; empty when any of the three is missing, because from a string
 * with a hole Kochava would read a wrong operating system. Hyphens inside the model stay.
 */
export function deviceVersion(event: AmplitudeEvent): string {
  const model = textOf(event['device_model']);
  const os = textOf(event['os_name']);
  const version = textOf(event['os_version']);
  if (model === undefined || os === undefined || version === undefined) return '';
  return `${model}-${platformNamed(os)?.name ?? os}-${version}`;
}
