import { Refused } from '../http/api-error.filter.ts';
import { type WritableAlerts } from './alert-schemas.ts';
import { type Channel } from './channel.ts';
import { receiverAt, ReceiverRefused, type ReceiverRules } from './receiver.ts';
import { newSigningSecret } from './sign.ts';

/** The channel after a change; `newSecret` = what it signs with from now on. */
export interface ChangedChannel {
  readonly channel: Channel;
  readonly newSecret?: string;
}

/** @param before the channel that there is; undefined = none, or it cannot be read. @throws Refused 422 */
export function changedChannel(
  given: NonNullable<WritableAlerts['channel']>,
  before: Channel | undefined,
  rules: ReceiverRules,
): ChangedChannel {
  const same = before?.kind === given.kind ? before : undefined;
  const url = usable(given.url ?? same?.url, rules);
  if (given.kind === 'slack') return { channel: { kind: 'slack', url } };
  const kept = given.renewSecret === true ? undefined : same?.secret;
  const secret = kept ?? newSigningSecret();
  const channel = { kind: 'webhook' as const, url, secret };
  return kept === undefined ? { channel, newSecret: secret } : { channel };
}

function usable(url: string | undefined, rules: ReceiverRules): string {
  if (url === undefined) throw refused('is required: there is none yet');
  try {
    receiverAt(url, rules);
    return url;
  } catch (error) {
    if (error instanceof ReceiverRefused) throw refused(error.message);
    throw error;
  }
}

function refused(problem: string): Refused {
  return new Refused(422, 'the channel cannot be so; see problems', [{ field: '/channel/url', problem }]);
}
