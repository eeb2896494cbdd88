import { isIP } from 'node:net';

/**
 * The address as it is stored: without port, zone, and the IPv6 form of an IPv4 address. undefined = it is none
 * (a proxy may forward anything).
 */
export function cleanIp(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const plain = address
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(\d+\.\d+\.\d+\.\d+)$/i, '$1');
  return isIP(plain) === 0 ? undefined : plain;
}
