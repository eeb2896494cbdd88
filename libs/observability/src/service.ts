import 'reflect-metadata';
import { Module, type DynamicModule, type Type as NestType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Health } from './health.ts';
import { type Logger } from './logger.ts';
import { countRequests } from './metrics/http-metrics.ts';
import { Metrics } from './metrics/metrics.ts';
import { nestLogger } from './nest-logger.ts';
import { OpsController } from './ops.controller.ts';
import { type Tracing } from './tracing/tracing.ts';
import { UnusedConnections } from './unused-connections.ts';

/** A service that runs in this process. */
export interface RunningService {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  /** Drains and closes everything that the service opened. Idempotent. */
  close(): Promise<void>;
  /** Closing may take so much longer than it does usually. */
  readonly drainMs?: number | undefined;
}

export interface ServiceOptions {
  name: string;
  module: DynamicModule | NestType;
  host: string;
  port: number;
  health: Health;
  metrics: Metrics;
  logger: Logger;
  /** Closed last. */
  tracing?: Tracing;
  /** A prepared adapter, where the service needs its own body parser or limits. */
  adapter?: FastifyAdapter;
  /** Called with the application before it listens: filters, OpenAPI, CORS. */
  configure?: (app: NestFastifyApplication) => Promise<void> | void;
  /** How long that may take which is called before the HTTP server closes, where it is long. */
  drainMs?: number;
  /** Called before the HTTP server closes: stop taking work. */
  drain?: () => Promise<void>;
  /** Called after the HTTP server closed: finish and disconnect, last opened first. */
  close?: () => Promise<void>;
}

/** The HTTP port is taken; says which variable changes it. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
  constructor(service: string, port: number, cause: unknown) {
    super(`${service}: port ${port} is taken by another program; set PORT to a free one`, { cause });
  }
}

@Module({})
class OpsModule {}

/** Starts a Nest application on Fastify with /healthz, /readyz and /metrics beside the service's own module. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { name, logger } = options;
  const root: DynamicModule = {
    module: OpsModule,
    imports: [options.module],
    controllers: [OpsController],
    providers: [
      { provide: Health, useValue: options.health },
      { provide: Metrics, useValue: options.metrics },
    ],
  };
  const app = await NestFactory.create<NestFastifyApplication>(root, options.adapter ?? new FastifyAdapter(), {
    logger: nestLogger(logger),
    abortOnError: false,
  });
  const unused = new UnusedConnections(app.getHttpServer());
  countRequests(app.getHttpAdapter().getInstance(), options.metrics);
  await options.configure?.(app);
  await listen(app, options);
  const { port } = app.getHttpServer().address() as { port: number };
  logger.info({ port }, `${name} is up`);
  let closing: Promise<void> | undefined;
  return {
    name,
    port,
    url: `http://127.0.0.1:${port}`,
    drainMs: options.drainMs,
    close: () => (closing ??= closeInOrder(app, options, unused)),
  };
}

async function listen(app: NestFastifyApplication, options: ServiceOptions): Promise<void> {
  try {
    await app.listen(options.port, options.host);
  } catch (cause) {
    await closeInOrder(app, options);
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortTaken(options.name, options.port, cause);
    throw cause;
  }
}

async function closeInOrder(
  app: NestFastifyApplication,
  options: ServiceOptions,
  unused?: UnusedConnections,
): Promise<void> {
  await options.drain?.();
  const closed = app.close();
  unused?.close();
  await closed;
  await options.close?.();
  await options.tracing?.close();
  options.logger.info(`${options.name} has stopped`);
}
