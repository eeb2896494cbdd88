import { isIP, type LookupFunction } from 'node:net';
import { guardedLookup, isBlocked, isLoopback } from '@kochava-stream/egress';

/** The one place outside that this service may call. */
export interface Target {
  readonly origin: string;
  /** Resolves and checks the host's name; undefined = a loopback host or one whose addresses are not checked. */
  readonly lookup: LookupFunction | undefined;
}

export interface EgressRules {
  url: string;
  /** `host:port`, comma separated; the port may be left out where it is the scheme's. Empty = the URL's own. */
  allowedHosts: string;
  allowHttp: boolean;
  /** For a stand-in of Kochava inside the own network. */
  allowPrivateAddresses: boolean;
}

/** KOCHAVA_URL is none that requests with personal identifiers may go to. */
export class EgressRefused extends Error {
  override readonly name = 'EgressRefused';
  constructor(problem: string, options?: ErrorOptions) {
    super(`KOCHAVA_URL: ${problem}`, options);
  }
}

/** @throws EgressRefused */
export function kochavaTarget(rules: EgressRules): Target {
  const url = parsed(rules.url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const loopback = host === 'localhost' || isLoopback(host);
  if (url.protocol !== 'https:' && !loopback && !rules.allowHttp) {
    throw new EgressRefused('http sends identifiers in the clear; use https, or set ALLOW_HTTP=true');
  }
  if (!isAllowed(url, rules.allowedHosts)) throw new EgressRefused('the host is not in KOCHAVA_ALLOWED_HOSTS');
  if (loopback || rules.allowPrivateAddresses) return { origin: url.origin, lookup: undefined };
  if (isIP(host) !== 0 && isBlocked(host)) {
    throw new EgressRefused(`${host} is not a public address; set ALLOW_PRIVATE_ADDRESSES=true if it is meant`);
  }
  return { origin: url.origin, lookup: guardedLookup() };
}

function parsed(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new EgressRefused('not a URL', { cause });
  }
  if (!['https:', 'http:'].includes(url.protocol)) throw new EgressRefused('must begin with https://');
  if (url.username !== '' || url.password !== '') throw new EgressRefused('must not hold a user or password');
  if (url.pathname !== '/' || url.search !== '') throw new EgressRefused('must end after the host and port');
  return url;
}

function isAllowed(url: URL, allowedHosts: string): boolean {
  const list = allowedHosts
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return list.length === 0 || list.includes(`${url.hostname}:${port}`) || list.includes(url.host);
}
