import { consent } from './consent.ts';
import { deviceDescription, deviceIds, idfaWithoutConsent } from './device.ts';
import { eventData } from './event-data.ts';
import { knownFields, requiredObject, requiredWords, type Findings, type Json } from './findings.ts';

/** What a request says about a device. */
export interface Claim {
  /** Undefined where the request has none. */
  kochavaDeviceId?: string;
  ids: Json;
}

const top = ['action', 'kochava_app_id', 'kochava_device_id', 'data'];
const topOfEvent = new Set(top);
/** An install says its app version here, an event in its data. */
const topOfInstall = new Set([...top, 'app_ver']);
const described = ['usertime', 'device_ver', 'device_ids', 'device_ua', 'origination_ip', 'currency'];
const consents = ['app_tracking_transparency', 'gdpr_privacy_consent', 'device_limit_tracking'];
const attribution = [
  'ad_services_token',
  'iad_attribution_details',
  'adservices_attribution_details',
  'install_referrer',
  'conversion_data',
];
const ofEvent = new Set([...described, ...consents, 'app_version', 'event_name', 'event_data']);
const ofInstall = new Set([...described, ...consents, ...attribution]);

/** A post-install event, an install, or a later IDFA: everything that goes to `/track/json`. */
export function checkTrack(findings: Findings, body: Json, userAgent: string | undefined): Claim {
  const action = requiredWords(findings, body, 'action');
  requiredWords(findings, body, 'kochava_app_id');
  knownFields(findings, body, '', action === 'install' ? topOfInstall : topOfEvent);
  const kochavaDeviceId = kochavaId(findings, body);
  const data = requiredObject(findings, body, 'data') ?? {};
  const named = kochavaDeviceId === undefined ? {} : { kochavaDeviceId };
  switch (action) {
    case 'event':
      requiredWords(findings, data, 'data.event_name');
      eventData(findings, data);
      return { ...named, ids: measured(findings, data, { known: ofEvent, userAgent }) };
    case 'install':
      installVersion(findings, body['app_ver']);
      return { ...named, ids: measured(findings, data, { known: ofInstall, userAgent }) };
    case 'update':
      return { ...named, ids: laterIdfa(findings, data) };
    default:
      if (action !== undefined) findings.refuse('action', `action is not event, install or update: ${action}`);
      return { ids: {} };
  }
}

/** A required key; old generations of the page allow null, newer ones an empty text. */
function kochavaId(findings: Findings, body: Json): string | undefined {
  const id = body['kochava_device_id'];
  if (id === undefined) findings.refuse('missing-field', 'kochava_device_id is missing');
  else if (id === '' || id === null) findings.note('kochava-device-id-empty', 'kochava_device_id is empty');
  else if (typeof id !== 'string') findings.refuse('wrong-type', 'kochava_device_id is not a text');
  else return id;
  return undefined;
}

function installVersion(findings: Findings, version: unknown): void {
  if (version !== undefined && typeof version !== 'string') findings.refuse('wrong-type', 'app_ver is not a text');
}

interface Measuring {
  known: ReadonlySet<string>;
  userAgent: string | undefined;
}

function measured(findings: Findings, data: Json, { known, userAgent }: Measuring): Json {
  knownFields(findings, data, 'data.', known);
  deviceDescription(findings, data, userAgent);
  userTime(findings, data['usertime']);
  consent(findings, data);
  optionalTexts(findings, data);
  if (idfaWithoutConsent(data)) findings.flag('idfa-without-att');
  return deviceIds(findings, data, 'data.device_ids');
}

function userTime(findings: Findings, value: unknown): void {
  if (value === undefined) return;
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (!Number.isInteger(seconds) || Number(seconds) < 0) {
    findings.refuse('usertime', 'data.usertime is not a whole number of seconds');
  } else if (Number(seconds) >= 1e11) findings.refuse('usertime-milliseconds', `data.usertime: ${String(value)}`);
  else if (typeof value === 'string') findings.note('usertime-text', 'data.usertime is a text');
}

const currency = /^[A-Z]{3}$/;

function optionalTexts(findings: Findings, data: Json): void {
  const { app_version: version, currency: code, device_limit_tracking: limited } = data;
  if (version !== undefined && typeof version !== 'string') {
    findings.refuse('wrong-type', 'data.app_version is not a text');
  }
  if (code !== undefined && !(typeof code === 'string' && currency.test(code))) {
    findings.note('currency', 'data.currency is no ISO 4217 code');
  }
  if (limited !== undefined && ![true, false, 'true', 'false'].includes(limited as boolean)) {
    findings.note('device-limit-tracking', 'data.device_limit_tracking is neither true nor false');
  }
}

function laterIdfa(findings: Findings, data: Json): Json {
  const idfa = requiredWords(findings, data, 'data.idfa');
  knownFields(findings, data, 'data.', new Set(['idfa']));
  return idfa === undefined ? {} : { idfa };
}
