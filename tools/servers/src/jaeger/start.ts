import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { silent, type Log } from '../log.ts';
import { claimFolder } from '../process/claim.ts';
import { freePort } from '../process/ports.ts';
import { startServer, type RunningServer } from '../process/server.ts';
import { supervise } from '../process/supervise.ts';
import { until } from '../process/wait.ts';
import { findJaeger } from './find.ts';

export interface JaegerOptions {
  /** Holds the log and the pid file; traces are kept where the configuration says, in memory for ours. */
  dir: string;
  /** A configuration as deploy/compose/jaeger/config.yaml: its addresses are replaced by free ports of this machine. */
  config: string;
  /** Path of the server; default: `findJaeger`. */
  binary?: string;
  log?: Log;
  /** The folder is removed when this process dies without stopping the server. */
  scratch?: boolean;
}

export interface JaegerServer extends RunningServer {
  /** Takes OTLP over HTTP: traces go to `<otlpUrl>/v1/traces`. */
  readonly otlpUrl: string;
  /** `<queryUrl>/api/traces/<id>`, `<queryUrl>/api/services`, … */
  readonly queryUrl: string;
}

/** Starts a Jaeger that listens on the loopback interface. @throws ProgramNotFound, FolderInUse, ServerFailed */
export async function startJaeger(options: JaegerOptions): Promise<JaegerServer> {
  const log = options.log ?? silent;
  const dir = resolve(options.dir);
  const config = resolve(options.config);
  await stat(config);
  const binary = options.binary ?? (await findJaeger({ log }));
  await mkdir(dir, { recursive: true });
  const claim = await claimFolder({ file: join(dir, 'jaeger.pid'), stopSignal: 'SIGTERM', log });
  try {
    const at = { http: await freePort(), grpc: await freePort(), query: await freePort(), queryGrpc: await freePort() };
    const health = await freePort();
    const settings = {
      'receivers.otlp.protocols.http.endpoint': at.http,
      'receivers.otlp.protocols.grpc.endpoint': at.grpc,
      'extensions.jaeger_query.http.endpoint': at.query,
      'extensions.jaeger_query.grpc.endpoint': at.queryGrpc,
      'extensions.healthcheckv2.http.endpoint': health,
    };
    const command = [
      binary,
      ...['--config', config],
      ...Object.entries(settings).flatMap(([name, port]) => ['--set', `${name}=127.0.0.1:${port}`]),
      // Its own metrics would take a port that is always the same.
      ...['--set', 'service.telemetry.metrics.level=none'],
    ];
    const logFile = join(dir, 'jaeger.log');
    const graceMs = 10_000;
    const scratch = options.scratch === true ? { scratch: dir } : {};
    const urls = { otlpUrl: `http://127.0.0.1:${at.http}`, queryUrl: `http://127.0.0.1:${at.query}` };
    const server = await startServer({
      what: 'jaeger',
      url: urls.queryUrl,
      port: at.query,
      dir,
      logFile,
      claim,
      stopSignal: 'SIGTERM',
      graceMs,
      launch: () => supervise({ command, logFile, stopSignal: 'TERM', graceMs, ...scratch }),
      ready: (alive) => until('jaeger', { alive, timeoutMs: 60_000 }, () => ready(urls)),
    });
    return Object.assign(server, urls);
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/** Both ends answer: an empty export is taken, and services can be asked for. */
async function ready({ otlpUrl, queryUrl }: { otlpUrl: string; queryUrl: string }): Promise<boolean> {
  const headers = { 'content-type': 'application/json' };
  const takes = await answers(`${otlpUrl}/v1/traces`, { method: 'POST', headers, body: '{"resourceSpans":[]}' });
  return takes && (await answers(`${queryUrl}/api/services`));
}

async function answers(url: string, init: RequestInit = {}): Promise<boolean> {
  const reply = await fetch(url, { ...init, signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  await reply?.arrayBuffer().catch(() => undefined);
  return reply?.ok === true;
}
