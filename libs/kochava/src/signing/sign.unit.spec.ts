import { createHash } from 'node:crypto';
import { writeJson } from '../payload/json-writer.ts';
import { authHeaders } from './sign.ts';

/** Made with another implementation of the formula; Kochava publishes none. */
const vectors = [
  {
    value: { action: 'install' },
    length: 20,
    sha1: '7a3d88039067c752eb9a83dc76696edf714b3450',
    token: 'd04de5c94b60b0da12d953894483f882cfe1896345b54319bfa1327c478b41e7',
  },
  {
    value: {
      action: 'event',
      kochava_app_id: 'kodemo',
      kochava_device_id: 'd-1',
      data: {
        usertime: 1795437238,
        device_ids: { idfv: 'BCCE52E7-03EE-321A-B3D4-E57123966239' },
        device_ua: 'Mozilla/5.0 (iPhone)',
        event_name: 'Café / Purchase',
      },
    },
    length: 235,
    sha1: 'e26f8eac73244de5b62f012b126e5e45254900ec',
    token: '10c179d194c359d5a236f8dea0b2cc3484cdc9a90b004fe3ecc292c69ec818d5',
  },
];

describe('authHeaders', () => {
  it.each(vectors)('signs the $length bytes as the formula says', ({ value, length, sha1, token }) => {
    const body = writeJson(value);
    expect(body).toHaveLength(length);
    expect(createHash('sha1').update(body).digest('hex')).toBe(sha1);
    expect(authHeaders({ body, apiKey: 'APIKEY', apiSecret: 'SECRET' })).toEqual({
      'Kochava-Api-Key': 'APIKEY',
      'Kochava-Auth-Token': token,
    });
  });

  it('never carries the secret', () => {
    const headers = authHeaders({ body: '{}', apiKey: 'key', apiSecret: 'top-secret' });
    expect(JSON.stringify(headers)).not.toContain('top-secret');
  });

  it('depends on body, key and secret', () => {
    const token = (body: string, apiKey: string, apiSecret: string) =>
      authHeaders({ body, apiKey, apiSecret })['Kochava-Auth-Token'];
    const tokens = [token('a', 'k', 's'), token('b', 'k', 's'), token('a', 'l', 's'), token('a', 'k', 't')];
    expect(new Set(tokens).size).toBe(4);
  });
});
