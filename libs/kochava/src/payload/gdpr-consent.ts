import { type Mappings } from '@kochava-stream/contracts';
import { type MappingSource } from './mapping-source.ts';
import { pathValue } from './path-value.ts';
import { flagOf, textOf } from './scalar-values.ts';

/** `gdpr_privacy_consent`, for Google's rules under the DMA; the flags are 0 or 1. */
export interface GdprConsent {
  gdpr_applies?: number;
  tc_string?: string;
  ad_user_data?: number;
  ad_personalization?: number;
}

/** The block, each key from a mapped value that can be read, else left out: consent is never invented. */
export function gdprConsent(source: MappingSource, mappings: Mappings): GdprConsent {
  const read = (path: string | null | undefined) =>
    path === undefined || path === null ? undefined : pathValue(source, path);
  return {
    gdpr_applies: bit(read(mappings.gdpr_applies)),
    tc_string: textOf(read(mappings.tc_string)),
    ad_user_data: bit(read(mappings.ad_user_data)),
    ad_personalization: bit(read(mappings.ad_personalization)),
  };
}

function bit(value: unknown): number | undefined {
  const flag = flagOf(value);
  return flag === undefined ? undefined : Number(flag);
}
