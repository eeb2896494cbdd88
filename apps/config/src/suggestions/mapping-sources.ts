import { type Mappings } from '@kochava-stream/contracts';

/** A path into an event. */
export interface Path {
  readonly name: string;
  readonly lastSeen: string;
}

/** What sources of each of Kochava's fields are called, without case and punctuation. */
const called: Readonly<Record<keyof Mappings, RegExp>> = {
  kochava_device_id: /^(kochavadeviceid|kvadeviceid|kochavaid|deviceid)$/,
  ip: /^(ip|ipaddress|clientip|originationip)$/,
  idfa: /^(idfa|iosidfa|advertisingid|appleadvertisingid)$/,
  idfv: /^(idfv|iosidfv|vendorid|identifierforvendor)$/,
  adid: /^(adid|gaid|aaid|advertisingid|googleadvertisingid)$/,
  android_id: /^androidid$/,
  att: /^(att|attstatus|trackingauthorized|trackingauthorizationstatus|apptrackingtransparency(status)?)$/,
  att_time: /^(atttime|attasked|atttimestamp)$/,
  att_duration: /^attduration$/,
  att_detail: /^(attdetail|attstatus|trackingauthorizationstatus|apptrackingtransparencystatus)$/,
  device_limit_tracking: /^(limitadtracking|devicelimittracking|limittracking|lat|limitedadtracking)$/,
  gdpr_applies: /^(iabtcf)?gdpr(applies)?$/,
  tc_string: /^(tcstring|tcfstring|iabtcfstring|iabtcftcstring)$/,
  ad_user_data: /^aduserdata(consent)?$/,
  ad_personalization: /^adpersonali[sz]ation(consent)?$/,
};

/** Of the paths that were seen those that probably hold each of Kochava's fields, the most likely one first. */
export function mappingSources(paths: readonly Path[]): Record<keyof Mappings, string[]> {
  const fields = Object.keys(called) as (keyof Mappings)[];
  const found = fields.map((field) => {
    const fitting = paths.filter(({ name }) => called[field].test(bare(name.slice(name.lastIndexOf('.') + 1))));
    const names = fitting.map(({ name }) => name).sort((a, b) => rank(field, a) - rank(field, b) || (a < b ? -1 : 1));
    return [field, names.slice(0, 10)] as const;
  });
  return Object.fromEntries(found) as Record<keyof Mappings, string[]>;
}

/** The event's own field first, but for the Kochava device id one that says so. */
function rank(field: keyof Mappings, path: string): number {
  if (field === 'kochava_device_id' && path !== 'device_id') return bare(path).includes('kochava') ? -1 : 2;
  return path.includes('.') ? 1 : 0;
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
