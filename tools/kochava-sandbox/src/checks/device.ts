import { isIP } from 'node:net';
import { isObject, requiredObject, requiredText, type Findings, type Json } from './findings.ts';

const zero = /^[0-]+$/;

/** The identifiers of a device, by kind; only those that identify something. At least one is required. */
export function deviceIds(findings: Findings, from: Json, field: string): Json {
  const given = requiredObject(findings, from, field);
  if (given === undefined) return {};
  const usable: Json = {};
  for (const kind of Object.keys(given)) {
    if (isUsable(findings, `${field}.${kind}`, given[kind])) usable[kind] = given[kind];
  }
  if (Object.keys(usable).length === 0) findings.refuse('no-device-id', `${field} identifies no device`);
  return usable;
}

function isUsable(findings: Findings, field: string, value: unknown): boolean {
  if (typeof value !== 'string') findings.refuse('wrong-type', `${field} is not a text`);
  else if (value === '') findings.note('device-id-empty', field);
  else if (zero.test(value)) findings.note('device-id-zero', `${field}: limited tracking is no identity`);
  else return true;
  return false;
}

/** Where the device is, what it is, and how it says so. */
export function deviceDescription(findings: Findings, data: Json, userAgent: string | undefined): void {
  const ip = requiredText(findings, data, 'data.origination_ip');
  if (ip !== undefined && isIP(ip) === 0) findings.refuse('origination-ip', 'data.origination_ip is no IPv4 or IPv6');
  const agent = requiredText(findings, data, 'data.device_ua');
  if (agent === '' && userAgent !== 'Unknown') {
    findings.note('user-agent', 'with an empty data.device_ua the header must be User-Agent: Unknown');
  }
  const version = requiredText(findings, data, 'data.device_ver');
  if (version !== undefined && version !== '') deviceVersion(findings, version);
}

const modelSystemVersion = /^[^-].*-([A-Za-z][A-Za-z0-9 .]*)-\d[\w.]*$/;

/** `model-os_name-os_version`, e.g. `SM-J727A-Android-7.0.0`; Kochava must be able to read the version. */
function deviceVersion(findings: Findings, text: string): void {
  const system = modelSystemVersion.exec(text)?.[1];
  if (system === undefined) findings.note('device-ver', `not model-os_name-os_version: ${text}`);
  else if (isMisspelt(system)) findings.note('device-ver', `the system is written iOS or Android: ${text}`);
}

function isMisspelt(system: string): boolean {
  return ['ios', 'android'].includes(system.toLowerCase()) && system !== 'iOS' && system !== 'Android';
}

/** iOS 14 or newer with an IDFA and without the consent block: Kochava assumes no consent. */
export function idfaWithoutConsent(data: Json): boolean {
  if (data['app_tracking_transparency'] !== undefined || !isObject(data['device_ids'])) return false;
  const major = /-iOS-(\d+)/.exec(String(data['device_ver']))?.[1];
  return data['device_ids']['idfa'] !== undefined && Number(major) >= 14;
}
