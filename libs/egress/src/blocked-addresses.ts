import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Networks that no public host has: IANA's special-purpose registries, multicast, and the tunnels into IPv4. */
const blockedV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
const blockedV6: readonly (readonly [string, number])[] = [
  // ::, ::1, the IPv4-compatible addresses; IPv4-mapped ones are asked as IPv4
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const v4 = listOf(blockedV4, 'ipv4');
const v6 = listOf(blockedV6, 'ipv6');
const mapped = listOf([['::ffff:0:0', 96]], 'ipv6');

/** Whether an address is not a public one. What is no IP address at all is blocked too. */
export function isBlocked(address: string): boolean {
  if (isIPv4(address)) return v4.check(address, 'ipv4');
  if (!isIPv6(address)) return true;
  const bare = address.split('%')[0] ?? '';
  return mapped.check(bare, 'ipv6') || v6.check(bare, 'ipv6');
}

/** 127.0.0.0/8 and ::1. */
export function isLoopback(address: string): boolean {
  return isIPv4(address) ? address.startsWith('127.') : isIPv6(address) && loopbackV6.check(address, 'ipv6');
}

const loopbackV6 = listOf([['::1', 128]], 'ipv6');

function listOf(networks: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, family);
  return list;
}
