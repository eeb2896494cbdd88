import { type SyncSecrets } from '@kochava-stream/contracts';
import { Refused } from '../http/api-error.filter.ts';
import { type SealingKey } from '../secrets/keys.ts';
import { opened, sealed } from '../secrets/seal.ts';

export const channelKinds = ['webhook', 'slack'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** Where notices go. The address is a secret too: whoever knows that of a Slack webhook may write there. */
export interface Channel {
  readonly kind: ChannelKind;
  readonly url: string;
  /** What a webhook's messages are signed with. */
  readonly secret?: string;
}

/** What may be shown of it. */
export interface ShownChannel {
  readonly kind: ChannelKind;
  readonly url: string;
}

/** Host and the last four characters: enough to know it again. */
export function shownChannel({ kind, url }: Channel): ShownChannel {
  const { origin, pathname, search } = new URL(url);
  const rest = `${pathname}${search}`;
  return { kind, url: rest.length <= 8 ? `${origin}/…` : `${origin}/…${rest.slice(-4)}` };
}

/** Seals and opens channels with the keys that there are. */
export class ChannelVault {
  constructor(private readonly keys: () => readonly SealingKey[]) {}

  /** @throws Refused 503 where there is no key */
  seal(sync: string, channel: Channel): SyncSecrets {
    const [key] = this.keys();
    if (key === undefined) {
      throw new Refused(503, 'addresses cannot be kept: the server has no SECRETS_KEK; set it and start config again');
    }
    return sealed(channel, placeOf(sync), 1, key);
  }

  /** undefined = there is none, or its key is not there any more, or does not open it. */
  channelOf({ sync, sealed: secret }: { sync: string; sealed: SyncSecrets | null }): Channel | undefined {
    const key = this.keys().find(({ kid }) => kid === secret?.kid);
    if (secret === null || key === undefined || secret.sync !== placeOf(sync)) return undefined;
    try {
      return opened(secret, key) as Channel;
    } catch {
      return undefined;
    }
  }
}

/** Not a sync's id: what is sealed here does not open in the place of its credentials. */
function placeOf(sync: string): string {
  return `alert:${sync}`;
}
