import { type ConsentReading } from './consent-reading.ts';
import { flagOf } from './scalar-values.ts';

/** `gdpr_privacy_consent`, for Google's rules under the DMA; the flags are 0 or 1. */
export interface GdprConsent {
  gdpr_applies?: number;
  tc_string?: string;
  ad_user_data?: number;
  ad_personalization?: number;
}

/**
 * The block, each key from a mapped value that can be read, else left out: consent is never invented. Kochava asks for the
 * consent string, or else for both of the flags: with less the whole block is left out.
 */
export function gdprConsent(reading: ConsentReading): GdprConsent {
  const block: GdprConsent = {
    gdpr_applies: reading.field('gdpr_applies', bit),
    tc_string: reading.field('tc_string', consentString),
    ad_user_data: reading.field('ad_user_data', bit),
    ad_personalization: reading.field('ad_personalization', bit),
  };
  const { gdpr_applies: applies, tc_string: text, ad_user_data: data, ad_personalization: personalization } = block;
  if (text !== undefined || (data !== undefined && personalization !== undefined)) return block;
  if (applies !== undefined || data !== undefined || personalization !== undefined) {
    reading.leftOut.push('gdpr_privacy_consent');
  }
  return {};
}

/** The flags as properties have them, or as Google's consent mode says them. */
function bit(value: unknown): number | undefined {
  const flag = flagOf(value === 'granted' ? true : value === 'denied' ? false : value);
  return flag === undefined ? undefined : Number(flag);
}

/** As it is, if it can be one: one word of ASCII. */
function consentString(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) ? value : undefined;
}
