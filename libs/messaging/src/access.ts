import { readFileSync } from 'node:fs';
import { type ConnectOptions } from './connect.ts';

/** Where NATS is and how to get in: the variables of `natsEnv`. Files, so that secrets can change while a service runs. */
export interface NatsSettings {
  readonly NATS_URL: string;
  readonly NATS_NKEY_SEED_FILE?: string;
  readonly NATS_CA_FILE?: string;
  readonly NATS_CERT_FILE?: string;
  readonly NATS_KEY_FILE?: string;
}

/** The part of `connectNats`' options that a service's environment decides. The files are read at every connecting. */
export function natsAccess(env: NatsSettings): Pick<ConnectOptions, 'servers' | 'nkeySeed' | 'tls'> {
  const { NATS_URL: servers, NATS_NKEY_SEED_FILE: seedFile } = env;
  const tls = {
    ...(env.NATS_CA_FILE === undefined ? {} : { caFile: env.NATS_CA_FILE }),
    ...(env.NATS_CERT_FILE === undefined ? {} : { certFile: env.NATS_CERT_FILE }),
    ...(env.NATS_KEY_FILE === undefined ? {} : { keyFile: env.NATS_KEY_FILE }),
  };
  // Asked for, a server without TLS is refused, instead of being talked to in the clear.
  const encrypted = Object.keys(tls).length > 0 || /(^|,)\s*tls:\/\//.test(servers);
  return {
    servers,
    ...(seedFile === undefined ? {} : { nkeySeed: () => readFileSync(seedFile, 'utf8').trim() }),
    ...(encrypted ? { tls } : {}),
  };
}
