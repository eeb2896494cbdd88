import { cleanIp } from './client-ip.ts';

describe('cleanIp', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['203.0.113.9:51234', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['unknown', undefined],
    ['203.0.113.999', undefined],
    ['<script>', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j', (address, ip) => {
    expect(cleanIp(address)).toBe(ip);
  });
});
