import { deviceIds } from './device.ts';
import { knownFields, requiredObject, requiredWords, type Findings, type Json } from './findings.ts';
import { type Claim } from './track.ts';

const top = new Set(['kochava_app_id', 'device_id', 'data', 'device_hash_method']);
const maxCharacters = 256;

/** An IdentityLink: names and values for a device that is named by its identifiers alone. */
export function checkLink(findings: Findings, body: Json): Claim {
  requiredWords(findings, body, 'kochava_app_id');
  knownFields(findings, body, '', top);
  if (body['device_hash_method'] !== undefined) findings.note('device-hash-method', 'gone from the documents');
  const identities = requiredObject(findings, body, 'data');
  if (identities !== undefined) checkIdentities(findings, identities);
  return { ids: deviceIds(findings, body, 'device_id') };
}

function checkIdentities(findings: Findings, identities: Json): void {
  const names = Object.keys(identities);
  if (names.length === 0) findings.refuse('no-identity', 'data links nothing');
  for (const name of names) {
    const value = identities[name];
    if (name === '') findings.refuse('empty-field', 'data has a name that is empty');
    if (typeof value !== 'string') findings.refuse('wrong-type', `data.${name} is not a text`);
    else checkValue(findings, name, value);
  }
}

function checkValue(findings: Findings, name: string, value: string): void {
  if (value === '') findings.note('identity-value-empty', `data.${name}`);
  const characters = value.length > maxCharacters ? [...value].length : value.length;
  if (characters > maxCharacters) findings.note('identity-value-too-long', `data.${name}: ${characters} characters`);
  if (/^\S+@\S+\.\S+$/.test(value)) findings.flag('looks-like-email');
}
