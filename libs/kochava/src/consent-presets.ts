import { type Mappings } from '@kochava-stream/contracts';

/** Mappings of one consent, by the names that properties for it often have. */
export interface ConsentPreset {
  readonly name: string;
  readonly title: string;
  /** Which values are read. */
  readonly values: string;
  readonly mappings: Readonly<Partial<Record<keyof Mappings, string>>>;
}

/**
 * What apps commonly call their consents: Apple's status under one name, the parts of it, the keys under which the IAB's
 * framework keeps its answer on a device, the flags of Google's consent mode. Starting points, to be compared with the names that
 * an app really sends.
 */
export const consentPresets: readonly ConsentPreset[] = [
  {
    name: 'att-status',
    title: 'App Tracking Transparency: one property with the status',
    values: 'authorized, denied, restricted, notDetermined; true and false',
    mappings: { att: 'user_properties.att_status', att_detail: 'user_properties.att_status' },
  },
  {
    name: 'att',
    title: 'App Tracking Transparency: a property for each part',
    values: 'att true or false; att_time a date in seconds or milliseconds since 1970; att_duration seconds',
    mappings: {
      att: 'user_properties.att',
      att_time: 'user_properties.att_time',
      att_duration: 'user_properties.att_duration',
      att_detail: 'user_properties.att_detail',
    },
  },
  {
    name: 'iab-tcf',
    title: 'GDPR: the consent string of the IAB framework',
    values: 'IABTCF_gdprApplies 0 or 1; IABTCF_TCString the string as it is',
    mappings: {
      gdpr_applies: 'user_properties.IABTCF_gdprApplies',
      tc_string: 'user_properties.IABTCF_TCString',
    },
  },
  {
    name: 'google-consent-mode',
    title: "GDPR: the flags of Google's consent mode",
    values: 'granted and denied, true and false, 1 and 0',
    mappings: {
      gdpr_applies: 'user_properties.gdpr_applies',
      ad_user_data: 'user_properties.ad_user_data',
      ad_personalization: 'user_properties.ad_personalization',
    },
  },
  {
    name: 'limit-ad-tracking',
    title: 'Limit Ad Tracking',
    values: 'true and false, 1 and 0',
    mappings: { device_limit_tracking: 'user_properties.limit_ad_tracking' },
  },
];
