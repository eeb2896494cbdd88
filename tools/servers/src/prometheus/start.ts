import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { silent, type Log } from '../log.ts';
import { claimFolder } from '../process/claim.ts';
import { freePort, requirePort } from '../process/ports.ts';
import { startServer, type RunningServer } from '../process/server.ts';
import { supervise } from '../process/supervise.ts';
import { until } from '../process/wait.ts';
import { findPrometheus } from './find.ts';

export interface PrometheusOptions {
  /** Holds the configuration, the log, the pid file and the samples; kept. */
  dir: string;
  /** What prometheus.yml says, as an object. */
  config: object;
  /** 0 = a free one. */
  port?: number;
  /** Path of the server; default: `findPrometheus`. */
  binary?: string;
  log?: Log;
  /** The folder is removed when this process dies without stopping the server. */
  scratch?: boolean;
}

/** Starts a Prometheus that answers on the loopback interface. @throws ProgramNotFound, PortTaken, FolderInUse, ServerFailed */
export async function startPrometheus(options: PrometheusOptions): Promise<RunningServer> {
  const log = options.log ?? silent;
  const dir = resolve(options.dir);
  const binary = options.binary ?? (await findPrometheus({ log }));
  await mkdir(dir, { recursive: true });
  const claim = await claimFolder({ file: join(dir, 'prometheus.pid'), stopSignal: 'SIGTERM', log });
  try {
    if (options.port) await requirePort(options.port, 'PROMETHEUS_PORT', 'Prometheus');
    const port = options.port || (await freePort());
    const url = `http://127.0.0.1:${port}`;
    const config = join(dir, 'prometheus.yml');
    // JSON is YAML.
    await writeFile(config, JSON.stringify(options.config, null, 2));
    const command = [
      binary,
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(dir, 'samples')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ];
    const logFile = join(dir, 'prometheus.log');
    const graceMs = 10_000;
    const scratch = options.scratch === true ? { scratch: dir } : {};
    return await startServer({
      what: 'prometheus',
      url,
      port,
      dir,
      logFile,
      claim,
      stopSignal: 'SIGTERM',
      graceMs,
      launch: () => supervise({ command, logFile, stopSignal: 'TERM', graceMs, ...scratch }),
      ready: (alive) => until('prometheus', { alive, timeoutMs: 60_000 }, () => answers(`${url}/-/ready`)),
    });
  } catch (error) {
    await claim.release();
    throw error;
  }
}

async function answers(url: string): Promise<boolean> {
  const reply = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  await reply?.arrayBuffer().catch(() => undefined);
  return reply?.ok === true;
}
