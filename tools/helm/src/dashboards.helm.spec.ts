import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { render } from './render.ts';
import { root } from './toolchain/paths.ts';

const folder = join(root, 'deploy/grafana/dashboards');

interface ConfigMap {
  readonly metadata: { readonly name: string; readonly labels?: object; readonly annotations?: object };
  readonly data?: Readonly<Record<string, string>>;
}

it('brings the dashboards of deploy/grafana, unchanged, where the sidecar finds them', async () => {
  const rendered = await render({ values: ['values-production.yaml'] });
  const maps = (rendered.of('ConfigMap') as ConfigMap[]).filter(({ metadata }) =>
    metadata.name.includes('-dashboard-'),
  );
  const found = maps.flatMap(({ data = {} }) => Object.entries(data));
  expect(found.map(([name]) => name)).toEqual(readdirSync(folder).map((file) => `kochava-stream-${file}`));
  for (const [name, text] of found) {
    const file = join(folder, name.replace('kochava-stream-', ''));
    expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  }
  for (const { metadata } of maps) {
    expect(metadata.labels).toMatchObject({ grafana_dashboard: '1' });
    expect(metadata.annotations).toEqual({ grafana_folder: 'kochava-stream' });
  }
});

it('brings none unless asked to', async () => {
  const rendered = await render({ values: ['values-try.yaml'] });
  expect(JSON.stringify(rendered.of('ConfigMap'))).not.toContain('dashboard');
});
