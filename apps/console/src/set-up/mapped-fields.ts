import { type SyncDocument } from '../api/syncs.ts';

/** A field of Kochava's request that is filled from the Amplitude event. */
export interface MappedField {
  readonly key: keyof SyncDocument['mappings'];
  readonly label: string;
  readonly help: string;
  readonly required?: boolean;
}

export const requiredFields: readonly MappedField[] = [
  {
    key: 'kochava_device_id',
    label: 'Kochava Device ID',
    help: 'One text per installed app, the same for ever. If the app has Kochava’s SDK: the id of that SDK.',
    required: true,
  },
  { key: 'ip', label: 'IP address', help: 'Of the device, IPv4 or IPv6.', required: true },
];

export const deviceFields: readonly MappedField[] = [
  { key: 'idfa', label: 'Apple Advertising ID', help: 'idfa' },
  { key: 'idfv', label: 'Apple Vendor ID', help: 'idfv' },
  { key: 'adid', label: 'Google Advertising ID', help: 'adid' },
  { key: 'android_id', label: 'Android ID', help: 'android_id' },
];

export const consentFields: readonly MappedField[] = [
  { key: 'att', label: 'Tracking authorised', help: 'att: true or false (iOS 14.5 and newer)' },
  { key: 'att_time', label: 'Time of the answer', help: 'att_time: seconds since 1970' },
  { key: 'att_duration', label: 'Time until the answer', help: 'att_duration: seconds' },
  { key: 'att_detail', label: 'Detail of the answer', help: 'att_detail' },
  { key: 'device_limit_tracking', label: 'Limited ad tracking', help: 'device_limit_tracking: true or false' },
  { key: 'gdpr_applies', label: 'GDPR applies', help: 'gdpr_applies: true or false' },
  { key: 'tc_string', label: 'TC string', help: 'tc_string: of the IAB’s framework' },
  { key: 'ad_user_data', label: 'Ad user data', help: 'ad_user_data: true or false' },
  { key: 'ad_personalization', label: 'Ad personalisation', help: 'ad_personalization: true or false' },
];
