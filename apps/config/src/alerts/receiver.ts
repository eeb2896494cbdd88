import { isIP, type LookupFunction } from 'node:net';
import { guardedLookup, isBlocked, type Resolve } from '@kochava-stream/egress';

/** What the operator allows; users choose addresses within it. */
export interface ReceiverRules {
  readonly allowHttp: boolean;
  /** For receivers inside the own network. */
  readonly allowPrivateAddresses: boolean;
  /** Hosts, `*.example.com` for all below; comma separated. Empty = every public one. */
  readonly allowedHosts: string;
}

/** Where a notice may go. */
export interface Receiver {
  readonly url: URL;
  /** Resolves and checks the host's name with every connection; undefined = addresses are not checked. */
  readonly lookup: LookupFunction | undefined;
}

/** An address that notices do not go to; the message says why, in words for who entered it. */
export class ReceiverRefused extends Error {
  override readonly name = 'ReceiverRefused';
}

/** @throws ReceiverRefused */
export function receiverAt(text: string, rules: ReceiverRules, resolve?: Resolve): Receiver {
  const url = parsed(text);
  if (url.protocol !== 'https:' && !(rules.allowHttp && url.protocol === 'http:')) {
    throw new ReceiverRefused('must begin with https://');
  }
  if (!isAllowed(url.hostname, rules.allowedHosts)) throw new ReceiverRefused('is on a host that is not allowed');
  if (rules.allowPrivateAddresses) return { url, lookup: undefined };
  if (isInside(url.hostname.replace(/^\[|\]$/g, ''))) throw new ReceiverRefused('must be a public address');
  return { url, lookup: guardedLookup(resolve) };
}

function parsed(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new ReceiverRefused('is not a URL', { cause });
  }
  if (url.username !== '' || url.password !== '') throw new ReceiverRefused('must not hold a user or password');
  return url;
}

/** A connection to a literal address looks nothing up: it is judged here. */
function isInside(host: string): boolean {
  if (isIP(host) !== 0) return isBlocked(host);
  const name = host.replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || name.endsWith('.internal') || !name.includes('.');
}

function isAllowed(host: string, allowedHosts: string): boolean {
  const list = allowedHosts
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== '');
  return (
    list.length === 0 || list.some((each) => (each.startsWith('*.') ? host.endsWith(each.slice(1)) : host === each))
  );
}
