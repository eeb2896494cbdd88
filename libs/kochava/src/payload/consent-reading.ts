import { type Mappings } from '@kochava-stream/contracts';
import { type MappingSource } from './mapping-source.ts';
import { pathValue } from './path-value.ts';

/** What says how far a person consents; as the sync's mappings call it. */
export const consentFields = [
  'att',
  'att_time',
  'att_duration',
  'att_detail',
  'device_limit_tracking',
  'gdpr_applies',
  'tc_string',
  'ad_user_data',
  'ad_personalization',
] as const;
export type ConsentField = (typeof consentFields)[number];

/** A field whose value was there and could not be read; `gdpr_privacy_consent`: the block, for want of what it needs. */
export type LeftOut = ConsentField | 'gdpr_privacy_consent';

/**
 * Reads the mapped consents of one event. What is there and cannot be read is left out, never guessed, and noted in
 * `leftOut`: an event without a consent is worth less, one with a consent that nobody gave is wrong.
 */
export class ConsentReading {
  readonly leftOut: LeftOut[] = [];

  constructor(
    private readonly source: MappingSource,
    private readonly mappings: Mappings,
  ) {}

  /** @param read the value, which is neither undefined nor null, in Kochava's form; undefined = it has none */
  field<T>(name: ConsentField, read: (value: unknown) => T | undefined): T | undefined {
    const path = this.mappings[name];
    const value = path === undefined || path === null ? undefined : pathValue(this.source, path);
    if (value === undefined || value === null || value === '') return undefined;
    const found = read(value);
    if (found === undefined) this.leftOut.push(name);
    return found;
  }
}
