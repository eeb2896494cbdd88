import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsAccess } from './access.ts';

describe('natsAccess', () => {
  it('is only an address where nothing else is given', () => {
    expect(natsAccess({ NATS_URL: 'nats://a:4222' })).toEqual({ servers: 'nats://a:4222' });
  });

  it.each(['tls://a:4222', 'nats://a:4222, tls://b:4222'])('%s: a server without TLS is refused', (servers) => {
    expect(natsAccess({ NATS_URL: servers })).toEqual({ servers, tls: {} });
  });

  it('passes the files of TLS on, to be read at every connecting', () => {
    const env = { NATS_URL: 'nats://a', NATS_CA_FILE: '/ca', NATS_CERT_FILE: '/cert', NATS_KEY_FILE: '/key' };
    expect(natsAccess(env)).toMatchObject({ tls: { caFile: '/ca', certFile: '/cert', keyFile: '/key' } });
  });

  it('asks for the seed anew each time', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kochava-stream-nkey-'));
    const file = join(folder, 'seed.nk');
    const { nkeySeed } = natsAccess({ NATS_URL: 'nats://a', NATS_NKEY_SEED_FILE: file });
    const seeds = ['SUA\n', 'SUB'].map((seed) => {
      writeFileSync(file, seed);
      return typeof nkeySeed === 'function' ? nkeySeed() : nkeySeed;
    });
    rmSync(folder, { recursive: true });
    expect(seeds).toEqual(['SUA', 'SUB']);
  });
});
