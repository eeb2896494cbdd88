import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { type LookupFunction } from 'node:net';
import { isBlocked } from './blocked-addresses.ts';

/** A name that resolves to an address inside somebody's network: nothing is sent there. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'EADDRESSREFUSED';
  constructor(host: string, address: string) {
    super(`${host} resolves to ${address}, which is not a public address`);
  }
}

/** How names are resolved: `dns.lookup`, or what stands for it in a test. */
export type Resolve = (
  host: string,
  options: { all: true; family?: number | 'IPv4' | 'IPv6'; hints?: number },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * The name lookup of a connection: the very addresses that were checked are the ones connected to, so that a name
 * cannot change between check and use. One blocked address among the answers refuses them all.
 */
export function guardedLookup(resolve: Resolve = systemLookup): LookupFunction {
  return (host, options, callback) => {
    const { family, hints } = options;
    resolve(
      host,
      { all: true, ...(family === undefined ? {} : { family }), ...(hints === undefined ? {} : { hints }) },
      (error, addresses) => {
        const fault = error ?? refusal(host, addresses);
        if (fault !== undefined) callback(fault, '', 0);
        else if (options.all === true) callback(null, addresses);
        else callback(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 0);
      },
    );
  };
}

function refusal(host: string, addresses: readonly LookupAddress[]): AddressRefused | undefined {
  if (addresses.length === 0) return new AddressRefused(host, 'nothing');
  const blocked = addresses.find(({ address }) => isBlocked(address));
  return blocked && new AddressRefused(host, blocked.address);
}
