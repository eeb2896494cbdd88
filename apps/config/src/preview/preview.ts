import { type AmplitudeEvent, type DispatchKind } from '@kochava-stream/contracts';
import { dryRun, type DryRunResult, type Remembered } from '@kochava-stream/domain/routing';
import { toConfig, type SyncDocument, type SyncState } from '@kochava-stream/domain/sync';
import { endpoints, linkBody, type MappedEvent } from '@kochava-stream/kochava';
import { noteText, sentText, whyNotSent } from './explanations.ts';

/** One request to Kochava: exactly what would leave, but for the signature, which needs the secret. */
export interface KochavaRequest {
  readonly kind: DispatchKind;
  readonly method: 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Preview {
  /** The stored version that it was mapped with; with a patch on top of it, `draft`. */
  readonly version: number;
  readonly draft: boolean;
  /** As ingest would store it. */
  readonly event: AmplitudeEvent;
  readonly decision: {
    readonly what: 'sent' | 'filtered' | 'dropped';
    readonly reason: string;
    readonly explanation: string;
  };
  readonly filters: readonly { readonly holds: boolean; readonly actual: unknown }[];
  /** Null = the event is not sent; `decision` says why. */
  readonly request: KochavaRequest | null;
  readonly links: {
    readonly requests: readonly KochavaRequest[];
    /** Properties that were cleared: what is held of them is withdrawn. */
    readonly withdrawn: readonly string[];
    /** Properties whose value looks like an e-mail address and is not sent. */
    readonly refused: readonly string[];
    readonly explanation: string;
  };
}

/** What the preview needs besides the event. */
export interface Draft {
  readonly state: SyncState;
  /** The settings as they would be. */
  readonly document: SyncDocument;
  readonly draft: boolean;
  readonly remembered: Remembered | undefined;
}

/** Everything that one event would cause, and why. */
export function preview(event: AmplitudeEvent, receivedAt: number, given: Draft): Preview {
  const sync = toConfig({ ...given.state, document: given.document });
  const result = dryRun({ event, receivedAt, sync, remembered: given.remembered });
  return {
    version: given.state.version,
    draft: given.draft,
    event,
    decision: decision(result, event, given.document),
    filters: result.filters.map(({ holds, actual }) => ({ holds, actual: actual ?? null })),
    request: result.mapped === undefined ? null : eventRequest(result.mapped, given),
    links: links(result, given),
  };
}

function decision({ end, mapped }: DryRunResult, event: AmplitudeEvent, document: SyncDocument): Preview['decision'] {
  if (end.what === 'dispatched') return { what: 'sent', reason: '', explanation: sentText(mapped?.leftOut ?? []) };
  return {
    what: end.what,
    reason: end.reason,
    explanation: end.detail ?? whyNotSent(end.reason, event.event_type, document),
  };
}

function eventRequest({ body, userAgent }: MappedEvent, given: Draft): KochavaRequest {
  return request('event', body, userAgent, given);
}

function links({ links: drafts, notes }: DryRunResult, given: Draft): Preview['links'] {
  const { appGuid, sendUsers } = given.document;
  const requests: KochavaRequest[] = [];
  const withdrawn = new Set<string>();
  const refused = new Set(drafts.flatMap((draft) => draft.refused));
  let lacking = false;
  for (const { ids, properties } of drafts) {
    const names = Object.keys(properties).sort();
    const values: Record<string, string> = {};
    for (const name of names) {
      const value = properties[name] ?? null;
      if (value !== null) values[name] = value;
      else if (!refused.has(name)) withdrawn.add(name);
    }
    if (Object.keys(values).length === 0) continue;
    if (Object.keys(ids).length === 0) lacking = true;
    else requests.push(request('link', linkBody({ appGuid, ids, properties: values }), 'Unknown', given));
  }
  const counts = { requests: requests.length, withdrawn: withdrawn.size, refused: refused.size, lacking };
  const first = sendUsers.enabled ? explanation(counts) : ['Send Users is off.'];
  const text = [...first, ...[...new Set(notes)].map(noteText)].join(' ');
  return { requests, withdrawn: [...withdrawn], refused: [...refused], explanation: text };
}

interface Linked {
  readonly requests: number;
  readonly withdrawn: number;
  readonly refused: number;
  /** The device of a link has no identifier. */
  readonly lacking: boolean;
}

/** Nothing to say where a note says why nothing is sent. */
function explanation({ requests, withdrawn, refused, lacking }: Linked): string[] {
  if (requests > 0) {
    return [
      'It is held until Kochava has accepted an event or an install of this device, this event included; then it is sent.',
    ];
  }
  if (lacking) return ['It is held until an identifier of the device is known: the event has none.'];
  if (withdrawn > 0) return ['What is held of the cleared properties is withdrawn; nothing is sent.'];
  return refused > 0 ? [] : ['No selected user property is new or changed: there is nothing to link.'];
}

function request(kind: DispatchKind, body: string, userAgent: string, { document, state }: Draft): KochavaRequest {
  const headers: Record<string, string> = { 'Content-Type': 'application/json', 'User-Agent': userAgent };
  if (document.authentication.enabled) {
    headers['Kochava-Api-Key'] = state.secret === null ? '(no API key is saved yet)' : `…${state.secret.apiKey.last4}`;
    headers['Kochava-Auth-Token'] = '(made from the body and the secret when it is sent)';
  }
  return { kind, method: 'POST', path: endpoints[kind], headers, body };
}
