import { type Decision } from './decide.ts';
import { syncLimits } from './limits.ts';
import { type SyncState } from './sync.ts';

/** A secret of the sync's postback URL, as far as anybody keeps it. */
export interface PostbackSecret {
  /** SHA-256 of the secret, hex. */
  readonly hash: string;
  /** ms. */
  readonly addedAt: number;
}

export type PostbackSecretCommand =
  | { readonly type: 'AddPostbackSecret'; readonly secret: PostbackSecret }
  /** `id`: as `postbackSecretId` says. */
  | { readonly type: 'RemovePostbackSecret'; readonly id: string };

/** By what a secret is called where it may not be shown: the first 12 digits of its hash. */
export function postbackSecretId({ hash }: Pick<PostbackSecret, 'hash'>): string {
  return hash.slice(0, 12);
}

/** The next one is added before the last one goes: Kochava has an address that works throughout. */
export function decidePostbackSecret(command: PostbackSecretCommand, state: SyncState): Decision {
  const secrets = state.postbackSecrets ?? [];
  if (command.type === 'AddPostbackSecret') {
    if (secrets.length < syncLimits.postbackSecrets) {
      return { ok: true, events: [{ type: 'PostbackSecretAdded', data: { secret: command.secret } }] };
    }
    const problem = `has ${secrets.length} already: remove one that Kochava does not use any more`;
    return { ok: false, problems: [{ field: '/postbackSecrets', problem }] };
  }
  const removed = secrets.find((secret) => postbackSecretId(secret) === command.id);
  if (removed === undefined) return { ok: true, events: [] };
  return { ok: true, events: [{ type: 'PostbackSecretRemoved', data: { hash: removed.hash } }] };
}
