export { commonEnv, databaseEnv, natsEnv } from './common-env.ts';
export { EnvError, readEnv } from './env.ts';
export { Health, type Probe, type Readiness } from './health.ts';
export { createLogger, pseudonym, type Logger } from './logger.ts';
export { runMain } from './main.ts';
export {
  consumerLabel,
  counter,
  gauge,
  histogram,
  prefix,
  projectLabel,
  shardLabel,
  syncLabel,
  type AnyDeclared,
  type Declarations,
  type Declared,
  type UpTo,
} from './metrics/declaration.ts';
export { httpMetrics } from './metrics/http-metrics.ts';
export { Metrics, type Reading } from './metrics/metrics.ts';
export { metricTable } from './metrics/table.ts';
export { PortTaken, startService, type RunningService, type ServiceOptions } from './service.ts';
export { messagingAttributes } from './tracing/messaging-attributes.ts';
export { recordRequests } from './tracing/record-requests.ts';
export { type SharedSpan, type TraceSpan } from './tracing/span.ts';
export { isSampled, sampledFrom, traceId, validTraceparent, type Traceparent } from './tracing/traceparent.ts';
export { traceMetrics, Tracing, type SpanOptions } from './tracing/tracing.ts';
