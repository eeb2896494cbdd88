import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { serviceNames, startProcesses, type Processes } from '@kochava-stream/all-in-one';
import { startSandbox, type Sandbox } from '@kochava-stream/kochava-sandbox';
import { startPrometheus } from '@kochava-stream/servers';
import { load } from 'js-yaml';
import { readLagQueries } from '../alerts/alert-file.ts';
import { alertRules } from '../alerts/rules.ts';
import { textOf } from '../repository.ts';
import { Questions } from './prometheus.ts';

/** Everything that runs: the system in its own processes, a Kochava, a collector of traces, a Prometheus. */
export interface Stage {
  readonly system: Processes;
  readonly sandbox: Sandbox;
  readonly ask: Questions;
  close(): Promise<void>;
}

export async function startStage(dir: string, log: (line: string) => void): Promise<Stage> {
  const stops: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const sandbox = await startSandbox();
    stops.push(() => sandbox.close());
    const collector = await startCollector();
    stops.push(collector.close);
    const system = await startProcesses({
      dataDir: join(dir, 'system'),
      kochavaUrl: sandbox.url,
      logLevel: 'error',
      traces: { endpoint: collector.url, ratio: 1 },
      log,
      // An outage of two seconds is one.
      extra: { ingest: { ACCEPT_DEADLINE_MS: '1000' } },
    });
    stops.push(() => system.close());
    const second = await system.another('transformer');
    const running = [...serviceNames.map((name) => system.services[name]), second];
    const prometheus = await startPrometheus({
      dir: join(dir, 'prometheus'),
      config: await configuration(dir, running),
      log,
      scratch: true,
    });
    stops.push(() => prometheus.stop());
    return { system, sandbox, ask: new Questions(prometheus.url), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** As docker compose has it, but every second and with the chart's rules: an alert needs not hold for long here. */
async function configuration(dir: string, running: readonly { name: string; url: string }[]): Promise<object> {
  const { scrape_configs: jobs } = load(textOf('deploy/compose/prometheus/prometheus.yml')) as {
    scrape_configs: { job_name: string; metrics_path: string; honor_labels: boolean }[];
  };
  const { job_name, metrics_path, honor_labels } = jobs[0] as (typeof jobs)[number];
  const targets = running.map(({ name, url }) => ({ targets: [new URL(url).host], labels: { service: name } }));
  const rules = join(dir, 'rules.json');
  const lag = Object.entries(readLagQueries()).map(([service, expr]) => ({
    record: 'kochava_stream_lag',
    expr,
    labels: { service },
  }));
  const { groups } = alertRules() as { groups: { rules: { for: string }[] }[] };
  const alerts = groups.flatMap((group) => group.rules.map((rule) => ({ ...rule, for: '0s' })));
  await writeFile(rules, JSON.stringify({ groups: [{ name: 'kochava-stream', rules: [...lag, ...alerts] }] }));
  return {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '2s' },
    rule_files: [rules],
    scrape_configs: [{ job_name, metrics_path, honor_labels, static_configs: targets }],
  };
}

/** Takes every span and keeps none. */
async function startCollector(): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.setHeader('content-type', 'application/json').end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, close };
}
