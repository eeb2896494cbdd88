import { hash } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';
import { type App, type Apps } from './apps.ts';
import { maxBodyBytes, parsedBody } from './checks/bytes.ts';
import { Findings, type Json } from './checks/findings.ts';
import { checkLink } from './checks/link.ts';
import { checkSignature } from './checks/signature.ts';
import { checkTrack, type Claim } from './checks/track.ts';
import { type Devices } from './devices.ts';
import { type Kind } from './ledger.ts';

export const trackPath = '/track/json';
export const linkPath = '/v1/cpi/identityLink.php';

export interface Received {
  /** When the head had arrived, ms. */
  at: number;
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  /** Length of what was sent; more than `bytes` has when it was too much to keep. */
  length: number;
}

export interface Examined {
  kind: Kind;
  appGuid: string | null;
  app: App | undefined;
  claim: Claim;
  findings: Findings;
  text: string;
}

export interface Knowledge {
  apps: Apps;
  devices: Devices;
  /** Digests of bodies that were accepted before. */
  seen: { has: (digest: string) => boolean };
}

const nobody: Claim = { ids: {} };

/** Looks at one request as Kochava's documents would have it. */
export function examine(request: Received, knowledge: Knowledge): Examined {
  const findings = new Findings();
  const text = request.bytes.toString('utf8');
  const body = readable(findings, request, text);
  if (body === undefined) return { kind: 'other', appGuid: null, app: undefined, claim: nobody, findings, text };
  const claim =
    request.path === linkPath ? checkLink(findings, body) : checkTrack(findings, body, request.headers['user-agent']);
  const kind = kindOf(request.path, body);
  const appGuid = typeof body['kochava_app_id'] === 'string' ? body['kochava_app_id'] : null;
  const app = appGuid === null ? undefined : knowledge.apps.find(appGuid);
  if (appGuid !== null && app === undefined) findings.refuse('unknown-app', 'kochava_app_id is not of this account');
  if (app?.auth !== undefined) {
    checkSignature(findings, app.auth, { headers: request.headers, bytes: request.bytes, text, body });
  }
  const examined = { kind, appGuid, app, claim, findings, text };
  if (findings.status === 200) remember(request, examined, knowledge);
  return examined;
}

/** The body, if the request is one that is looked into at all. */
function readable(findings: Findings, request: Received, text: string): Json | undefined {
  const { method, path, headers, length } = request;
  if (path !== trackPath && path !== linkPath) findings.refuse('path', `there is nothing at ${path}`, 404);
  else if (method !== 'POST') findings.refuse('method', `${method} is not POST`, 405);
  else if (length >= maxBodyBytes) findings.refuse('body-too-large', `${length} bytes`, 413);
  else {
    if (!isJson(headers['content-type'])) findings.refuse('content-type', 'Content-Type is not application/json');
    return parsedBody(findings, request.bytes, text);
  }
  return undefined;
}

function isJson(type: string | undefined): boolean {
  return type !== undefined && /^application\/json\s*(;|$)/i.test(type);
}

function kindOf(path: string, body: Json): Kind {
  if (path === linkPath) return 'link';
  const action = body['action'];
  return action === 'event' || action === 'install' || action === 'update' ? action : 'other';
}

/** What depends on what came before. */
function remember(request: Received, { kind, app, claim, findings }: Examined, knowledge: Knowledge): void {
  if (knowledge.seen.has(digestOf(request.path, request.bytes))) findings.flag('duplicate-body');
  if (app === undefined) return;
  if (app.paid === false) findings.flag('dropped-unpaid');
  else if (kind === 'link' && !knowledge.devices.knew(app.appGuid, claim, request.at)) {
    findings.note('identity-before-data', 'no success answer for this device had ended when the link started');
  }
}

export function digestOf(path: string, bytes: Buffer): string {
  return (path === linkPath ? 'l' : 't') + hash('sha1', bytes, 'base64');
}
