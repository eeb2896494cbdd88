import { type Surroundings } from './surroundings.ts';
import { type Service } from './round.ts';

export type Ports = Readonly<Record<Service, number>>;

export interface Settings {
  readonly env: Record<string, string>;
  readonly mounts: Record<string, string>;
}

type What = Service | 'migrate' | 'provision';

/** The database role of whoever has a database. */
const roleOf: Partial<Record<What, string>> = {
  migrate: 'migrate',
  config: 'config',
  transformer: 'transformer',
  'identity-linker': 'linker',
};

/** Variables and mounted folders of a container: secrets come as files, as in the compose file. */
export function settingsOf(what: What, { around, ports }: { around: Surroundings; ports: Ports }): Settings {
  const secret = (name: string): string => `/run/secrets/${name}`;
  const role = roleOf[what];
  const database: Record<string, string> =
    role === undefined ? {} : { DATABASE_URL_FILE: secret(`database_url_${role}`) };
  const common = { NATS_URL: around.natsUrl, LOG_LEVEL: 'info', LOG_ID_KEY_FILE: secret('log_id_key') };
  const port: Record<string, string> = what in ports ? { PORT: String(ports[what as Service]) } : {};
  const mounts = { '/run/secrets': `${around.secrets}:ro` };
  const kek = { SECRETS_KEK_FILE: secret('secrets_kek') };
  const more: Partial<Record<What, Record<string, string>>> = {
    provision: { NATS_MONITOR_URL: around.monitorUrl },
    config: { ...kek, ADMIN_TOKEN_FILE: '/var/lib/kochava-stream/admin-token' },
    'kochava-dispatcher': { ...kek, KOCHAVA_URL: `http://127.0.0.1:${ports['kochava-sandbox']}` },
  };
  return {
    env: { ...common, ...database, ...port, ...more[what] },
    mounts: what === 'config' ? { ...mounts, '/var/lib/kochava-stream': around.state } : mounts,
  };
}
