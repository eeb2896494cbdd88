export { commonEnv, databaseEnv, natsEnv } from './common-env.ts';
export { EnvError, readEnv } from './env.ts';
export { Health, type Probe, type Readiness } from './health.ts';
export { createLogger, pseudonym, type Logger } from './logger.ts';
export { runMain } from './main.ts';
export { Metrics } from './metrics.ts';
export { PortTaken, startService, type RunningService, type ServiceOptions } from './service.ts';
