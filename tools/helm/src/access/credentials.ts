import { randomBytes } from 'node:crypto';
import { nkeys } from '@nats-io/transport-node';
import { dump } from 'js-yaml';
import { userNames, withKeys } from './accounts.ts';

/** Everything secret of one installation, and what NATS must know of it. */
export interface Credentials {
  /** User of NATS to its seed; whoever has it is that user. */
  readonly seeds: Readonly<Record<string, string>>;
  /** User of NATS to its public key. */
  readonly publicKeys: Readonly<Record<string, string>>;
  /** `kid:base64` of the key that seals Kochava's credentials. */
  readonly kek: string;
  readonly logIdKey: string;
  /** Login of Postgres to its password: letters and digits, since it becomes part of a URL. */
  readonly passwords: Readonly<Record<string, string>>;
}

const logins = ['config', 'transformer', 'linker', 'migrator'];

/** New ones, at random. */
export function makeCredentials(): Credentials {
  const pairs = userNames().map((name) => [name, nkeys.createUser()] as const);
  return {
    seeds: Object.fromEntries(pairs.map(([name, pair]) => [name, new TextDecoder().decode(pair.getSeed())])),
    publicKeys: Object.fromEntries(pairs.map(([name, pair]) => [name, pair.getPublicKey()])),
    kek: `k1:${randomBytes(32).toString('base64')}`,
    logIdKey: randomBytes(32).toString('hex'),
    passwords: Object.fromEntries(logins.map((login) => [login, randomBytes(24).toString('hex')])),
  };
}

/** The secrets that the examples name, for `kubectl apply`. */
export function secretManifests(credentials: Credentials, namespace: string): string {
  const secret = (name: string, stringData: Record<string, string>, type = 'Opaque') =>
    dump({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type, stringData });
  const seeds = Object.entries(credentials.seeds).map(([name, seed]) => [`${name}.nk`, seed] as const);
  return [
    secret('kochava-stream-nkeys', Object.fromEntries(seeds)),
    secret('kochava-stream-kek', { kek: credentials.kek }),
    secret('kochava-stream-log-id-key', { 'log-id-key': credentials.logIdKey }),
    ...Object.entries(credentials.passwords).map(([login, password]) =>
      secret(`ks-${login}`, { username: `ks_${login}`, password }, 'kubernetes.io/basic-auth'),
    ),
  ].join('---\n');
}

/** Values of the nats chart with the public keys in them. */
export function accountValues({ publicKeys }: Credentials): string {
  return withKeys(publicKeys);
}
