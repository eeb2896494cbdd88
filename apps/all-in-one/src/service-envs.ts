/** The services, in the order in which they are started. */
export const serviceNames = ['config', 'kochava-dispatcher', 'identity-linker', 'transformer', 'ingest'] as const;
export type ServiceName = (typeof serviceNames)[number];

export interface Ports {
  ingest: number;
  config: number;
  transformer: number;
  'identity-linker': number;
  'kochava-dispatcher': number;
  sandbox: number;
  nats: number;
  postgres: number;
}

export interface Surroundings {
  natsUrl: string;
  /** Asked by config whether every message is synced. */
  natsMonitorUrl?: string | undefined;
  databaseUrl: string;
  host: string;
  ports: Pick<Ports, ServiceName>;
  logLevel: string;
  kochavaUrl: string;
  /** `kid:base64`, the key that seals Kochava's secrets. */
  kek: string;
  logIdKey: string;
  adminTokenFile: string;
  traces?: Traces | undefined;
}

/** Where traces go. */
export interface Traces {
  /** Base URL of an OTLP/HTTP receiver. */
  readonly endpoint: string;
  /** Share of the uploads that are recorded, 0 to 1. */
  readonly ratio: number;
}

/** The environment variables of every service, whether it runs in this process or in one of its own. */
export function serviceEnvs(at: Surroundings): Record<ServiceName, Record<string, string>> {
  const common = (name: ServiceName) => ({
    PORT: String(at.ports[name]),
    HOST: at.host,
    LOG_LEVEL: at.logLevel,
    LOG_ID_KEY: at.logIdKey,
    NATS_URL: at.natsUrl,
    OTEL_EXPORTER_OTLP_ENDPOINT: at.traces?.endpoint ?? '',
  });
  const database = { DATABASE_URL: at.databaseUrl };
  return {
    config: {
      ...common('config'),
      ...database,
      SECRETS_KEK: at.kek,
      ADMIN_TOKEN_FILE: at.adminTokenFile,
      NATS_MONITOR_URL: at.natsMonitorUrl ?? '',
    },
    'kochava-dispatcher': { ...common('kochava-dispatcher'), KOCHAVA_URL: at.kochavaUrl, SECRETS_KEK: at.kek },
    'identity-linker': { ...common('identity-linker'), ...database },
    transformer: { ...common('transformer'), ...database },
    ingest: {
      ...common('ingest'),
      OTEL_TRACES_SAMPLER_ARG: String(at.traces?.ratio ?? 0),
      // No other ingest takes its place while it says goodbye.
      DRAIN_MS: '300',
    },
  };
}
