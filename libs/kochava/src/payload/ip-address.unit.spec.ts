import { isIP } from 'node:net';
import fc from 'fast-check';
import { isIpAddress } from './ip-address.ts';

const addresses = [
  '203.0.113.7',
  '0.0.0.0',
  '255.255.255.255',
  '::',
  '::1',
  '2001:db8::',
  '::ffff:192.0.2.1',
  '1:2:3:4:5:6:7:8',
];
const others = [
  ...[
    '',
    ' ',
    '$remote',
    'localhost',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    ' 1.2.3.4',
    '1.2.3.4 ',
    '1.2.3.4\n',
  ],
  ...['1.2.3.4:80', '1.2.3.4, 5.6.7.8', ':', ':::', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '12345::', 'g::'],
  ...[
    '1:2:3:4:5:6:7::8',
    '1.2.3.4::',
    '::1.2.3',
    '[::1]',
    'fe80::1%eth0',
    '::1/128',
    ':1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7:',
  ],
];

describe('isIpAddress', () => {
  it.each(addresses)('%j is one', (text) => expect(isIpAddress(text)).toBe(true));
  it.each(others)('%j is none', (text) => expect(isIpAddress(text)).toBe(false));

  it('agrees with Node about everything but zones, which name no host to others', () => {
    const part = fc.constantFrom(':', '::', '.', '0', '1', 'ff', 'FFFF', '255', '256', '12345', '1.2.3.4', 'g', '');
    const nearly = fc.array(part, { maxLength: 17 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), nearly), (text) => {
        fc.pre(!text.includes('%'));
        expect(isIpAddress(text)).toBe(isIP(text) !== 0);
      }),
      { numRuns: 2_000 },
    );
  });
});
