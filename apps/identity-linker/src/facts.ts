import {
  decode,
  linkCommands,
  linkDeletions,
  linksRequested,
  outcomes,
  receivedInstalls,
  type DeviceIds,
  type LinkCommand,
  type LinkDeletion,
  type LinkRequest,
  type Outcome,
  type ReceivedInstall,
} from '@kochava-stream/contracts';
import { type ConfirmedBy } from '@kochava-stream/domain/identity';
import { cleanIds } from '@kochava-stream/kochava';
import { type ShardMessage } from '@kochava-stream/shards';

/** Something the linker was told. */
export type Fact =
  | { readonly type: 'request'; readonly request: LinkRequest }
  /** Kochava has this device, and knows it by these ids. */
  | {
      readonly type: 'device-confirmed';
      readonly sync: string;
      readonly kochavaDeviceId: string;
      readonly ids: DeviceIds;
      readonly by: ConfirmedBy;
      readonly traceparent?: string;
      /** When ingest took the event that Kochava accepted, ms. */
      readonly acceptedAt?: number;
    }
  /** Kochava has some device with these ids. */
  | { readonly type: 'ids-confirmed'; readonly sync: string; readonly ids: DeviceIds; readonly by: ConfirmedBy }
  /** How a link ended. */
  | { readonly type: 'link-ended'; readonly outcome: Outcome }
  /** What an operator wants. */
  | { readonly type: 'command'; readonly command: LinkCommand }
  /** Whom to forget. */
  | { readonly type: 'deletion'; readonly deletion: LinkDeletion };

/** One of the worker's sources: how its messages are read, and taken apart. */
export interface FactSource {
  readonly contract: { readonly stream: ShardMessage['stream']; readonly subject: (to: { shard: number }) => string };
  /** The field of its messages that holds what they are made of. */
  readonly list: string;
  /** @throws ContractError */
  readonly read: (bytes: Uint8Array) => Fact[];
}

export const factSources: readonly FactSource[] = [
  {
    contract: linksRequested,
    list: 'requests',
    read: (bytes) => decode(linksRequested, bytes).requests.map(ofRequest),
  },
  { contract: outcomes, list: 'outcomes', read: (bytes) => decode(outcomes, bytes).outcomes.flatMap(ofOutcome) },
  {
    contract: receivedInstalls,
    list: 'installs',
    read: (bytes) => decode(receivedInstalls, bytes).installs.flatMap(ofInstall),
  },
  {
    contract: linkCommands,
    list: 'commands',
    read: (bytes) => decode(linkCommands, bytes).commands.map((command) => ({ type: 'command', command })),
  },
  {
    contract: linkDeletions,
    list: 'deletions',
    read: (bytes) => decode(linkDeletions, bytes).deletions.map((deletion) => ({ type: 'deletion', deletion })),
  },
];

function ofRequest(request: LinkRequest): Fact {
  return { type: 'request', request: { ...request, ids: cleanIds(request.ids) } };
}

/** A retry is not an end, and a dead event tells nothing about its device. */
function ofOutcome(outcome: Outcome): Fact[] {
  if (outcome.outcome === 'retry') return [];
  if (outcome.kind === 'link') return [{ type: 'link-ended', outcome }];
  if (outcome.outcome === 'dead') return [];
  const { sync, kochavaDeviceId, acceptedAt, traceparent } = outcome;
  const trace = traceparent === undefined ? {} : { traceparent };
  return [
    { type: 'device-confirmed', sync, kochavaDeviceId, ids: cleanIds(outcome.ids), by: 'event', acceptedAt, ...trace },
  ];
}

function ofInstall({ sync, kochavaDeviceId, ids, source: by }: ReceivedInstall): Fact[] {
  const clean = cleanIds(ids);
  if (kochavaDeviceId !== null) return [{ type: 'device-confirmed', sync, kochavaDeviceId, ids: clean, by }];
  return Object.keys(clean).length === 0 ? [] : [{ type: 'ids-confirmed', sync, ids: clean, by }];
}
