import { type LookupAddress } from 'node:dns';
import { isBlocked, isLoopback } from './blocked-addresses.ts';
import { AddressRefused, guardedLookup } from './guarded-lookup.ts';

describe('addresses', () => {
  it.each([
    ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.254', '127.0.0.1', '127.9.9.9'],
    ...['169.254.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.88.99.1'],
    ...['192.168.0.1', '192.168.255.255', '198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.9'],
    ...['224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::7f00:1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '::ffff:a00:1'],
    ...['64:ff9b::a00:1', '64:ff9b:1::1', '100::1', '2001::1', '2001:0:a00:1::', '2001:db8::1', '2002:a00:1::1'],
    ...['3fff::1', '5f00::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fe80::1%eth0', 'febf::1', 'fec0::1', 'ff02::1'],
    ...['', 'localhost', '10.1', '0x7f000001', '1.2.3.4.5'],
  ])('%p is blocked', (address) => {
    expect(isBlocked(address)).toBe(true);
  });

  it.each([
    ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
    ...['128.0.0.1', '169.253.255.255', '172.15.255.255', '172.32.0.0', '192.0.1.1', '192.167.255.255', '192.169.0.0'],
    ...['198.17.255.255', '198.20.0.0', '223.255.255.255', '2001:200::1', '2606:4700:4700::1111', '2a00:1450::1'],
  ])('%p is public', (address) => {
    expect(isBlocked(address)).toBe(false);
  });

  it('knows loopback from what only looks like it', () => {
    expect(['127.0.0.1', '127.1.2.3', '::1'].every(isLoopback)).toBe(true);
    expect(['128.0.0.1', '127.0.0.1.example.com', '::2', 'localhost', ''].some(isLoopback)).toBe(false);
  });
});

describe('guardedLookup', () => {
  function resolving(...addresses: string[]) {
    const found = addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }));
    const lookup = guardedLookup((_host, _options, callback) => callback(null, found));
    return (all: boolean) =>
      new Promise<unknown>((resolve, reject) =>
        lookup('control.kochava.com', { all }, (error, address) => (error === null ? resolve(address) : reject(error))),
      );
  }

  it('hands over public addresses, all or the first', async () => {
    const lookup = resolving('1.1.1.1', '2606:4700::1');
    expect(await lookup(false)).toBe('1.1.1.1');
    expect(await lookup(true)).toHaveLength(2);
  });

  it.each([['10.0.0.7'], ['1.1.1.1', '169.254.169.254'], ['::1'], []])('refuses %p', async (...addresses) => {
    await expect(resolving(...addresses)(true)).rejects.toThrow(AddressRefused);
    await expect(resolving(...addresses)(false)).rejects.toThrow(AddressRefused);
  });

  it('passes an error of the resolver on', async () => {
    const lookup = guardedLookup((_host, _options, callback) => callback(new Error('ENOTFOUND'), []));
    const answered = new Promise((_resolve, reject) => lookup('nowhere.example', {}, (error) => reject(error)));
    await expect(answered).rejects.toThrow('ENOTFOUND');
  });
});
