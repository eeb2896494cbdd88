import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { type Manifest } from './cluster/manifest.ts';
import { render } from './render.ts';
import { root } from './toolchain/paths.ts';
import { mustRun } from './toolchain/run.ts';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

let groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
let alerts: readonly Rule[];
beforeAll(async () => {
  const rendered = await render({ values: ['values-production.yaml'] });
  groups = (rendered.of('PrometheusRule')[0] as Manifest).spec?.['groups'] as typeof groups;
  alerts = groups.flatMap(({ rules }) => rules).filter(({ alert }) => alert !== undefined);
});

/** The services' metrics, as docs/metrics.md has them from the code. */
function metricsOfTheCode(): string[] {
  const table = readFileSync(join(root, 'docs/metrics.md'), 'utf8');
  return [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name = '']) => name);
}

it('every alert looks at metrics that there are', () => {
  const known = new Set(metricsOfTheCode());
  const recorded = groups.flatMap(({ rules }) => rules).map(({ record }) => record);
  const used = groups.flatMap(({ rules }) => rules).flatMap(({ expr }) => expr.match(/kochava_stream_[a-z_]+/g) ?? []);
  expect(known.size).toBeGreaterThan(20);
  expect(used.length).toBeGreaterThan(15);
  const plain = (name: string): string => name.replace(/_(bucket|count|sum)$/, '');
  expect(used.filter((name) => !known.has(plain(name)) && !recorded.includes(name))).toEqual([]);
});

it('every alert has a page in docs/runbook, and every page an alert', () => {
  const pages = readdirSync(join(root, 'docs/runbook')).filter((file) => file !== 'README.md');
  expect(pages.map((file) => `docs/runbook/${file}`).sort()).toEqual(
    alerts.map(({ annotations }) => annotations?.['runbook']).sort(),
  );
  for (const { alert, annotations } of alerts) {
    const page = readFileSync(join(root, annotations?.['runbook'] ?? ''), 'utf8');
    expect(page).toMatch(`# ${alert}\n`);
    for (const heading of ['What it means', 'What to do'])
      expect([alert, page.includes(`## ${heading}`)]).toEqual([alert, true]);
  }
});

it('links to the pages where they can be read', async () => {
  const url = 'https://docs.example.com/runbook/';
  const rendered = await render({ values: ['values-production.yaml'], set: [`prometheusRule.runbookUrl=${url}`] });
  expect(JSON.stringify(rendered.of('PrometheusRule'))).toContain(`"runbook_url":"${url}shards-stopped.md"`);
});

it('records the lag of what is scaled by it', () => {
  const lag = groups.find(({ name }) => name === 'kochava-stream-lag')?.rules ?? [];
  expect(
    lag.map(({ record, ...rule }) => [record, (rule as unknown as { labels: { service: string } }).labels.service]),
  ).toEqual(['identity-linker', 'kochava-dispatcher', 'transformer'].map((service) => ['kochava_stream_lag', service]));
});

const tool = process.env['PROMTOOL_BIN'] ?? '';
(tool === '' ? it.skip : it)('Prometheus can read every expression and template', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kochava-stream-rules-'));
  writeFileSync(join(folder, 'rules.yaml'), dump({ groups }));
  expect(await mustRun(tool, ['check', 'rules', join(folder, 'rules.yaml')])).toMatch(/SUCCESS: \d+ rules found/);
  rmSync(folder, { recursive: true });
});
