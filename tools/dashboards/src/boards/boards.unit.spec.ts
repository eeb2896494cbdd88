import { existsSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { readAlerts } from '../alerts/alert-file.ts';
import { madeFiles } from '../files.ts';
import { type DashboardJson } from '../grafana/dashboard.ts';
import { pageOf, runbookPanel, uids } from '../grafana/links.ts';
import { type PanelJson } from '../grafana/panel.ts';
import { textOf } from '../repository.ts';
import { boards } from './all.ts';
import { pages } from './runbook.ts';
import { signals } from './signals.ts';

const made = Object.entries(boards());
const charts = made.filter(([name]) => name !== 'runbook');

function panelsOf({ panels }: DashboardJson): PanelJson[] {
  return panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]).filter(({ type }) => type !== 'row');
}

it('the files are what the code makes: else run `npm run dashboards`', () => {
  expect(madeFiles().size).toBe(8);
  for (const [file, content] of madeFiles()) {
    expect(`${file} ${existsSync(file)}`).toBe(`${file} true`);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(content)));
  }
});

describe.each(made)('%s', (name, board) => {
  it('has a name that stays', () => {
    expect(board.uid).toBe(uids[name as keyof typeof uids]);
    expect(board['id']).toBeUndefined();
  });

  it('numbers its panels, and no two of them overlap', () => {
    const all = board.panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const cells = new Set<string>();
    for (const { title, gridPos } of all) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect([title, x < 24, cells.has(`${x} ${y}`)]).toEqual([title, true, false]);
          cells.add(`${x} ${y}`);
        }
      }
    }
  });

  it('leads to panels that there are', () => {
    const known = new Set(panelsOf(boards()['runbook'] as DashboardJson).map(({ id }) => String(id)));
    const links = [...JSON.stringify(board).matchAll(/\/d\/kochava-stream-runbook\?viewPanel=(\d+)/g)];
    expect(links.filter(([, id = '']) => !known.has(id))).toEqual([]);
  });

  it('uses the variables that it has', () => {
    const { list } = board['templating'] as { list: { name: string }[] };
    const names = new Set(list.map(({ name: its }) => its));
    // Without the pages of the runbook, which speak of labels.
    const text = JSON.stringify({ ...board, panels: panelsOf(board).filter(({ type }) => type !== 'text') });
    const used = [...text.matchAll(/\$\{?([a-z]\w*)/g)].map(([, its = '']) => its);
    expect([...new Set(used)].filter((its) => !names.has(its))).toEqual([]);
  });
});

describe.each(charts)('the panels of %s', (_, board) => {
  it.each(panelsOf(board).map((panel) => [panel.title, panel] as const))('%s: says what it is', (_title, panel) => {
    expect(String(panel['description']).length).toBeGreaterThan(40);
    expect(panel.targets?.length).toBeGreaterThan(0);
    const { defaults } = panel['fieldConfig'] as { defaults: { unit: string; thresholds: { steps: unknown[] } } };
    expect(defaults.unit).toMatch(/^\w+$/);
    expect(defaults.thresholds.steps.length).toBeGreaterThan(0);
    for (const target of panel.targets ?? []) {
      expect(target.datasource).toEqual({ type: 'prometheus', uid: '${metrics}' });
      expect(target.legendFormat).not.toBe('');
      // Nothing of another installation in the same Prometheus.
      for (const selector of target.expr.match(/\w+\{[^}]*\}/g) ?? [])
        expect(selector).toContain('namespace=~"$namespace"');
      expect(target.expr).not.toMatch(/kochava_stream_\w+\b(?!\{|\w)/);
    }
    expect(new Set(panel.targets?.map(({ refId }) => refId)).size).toBe(panel.targets?.length);
  });
});

describe('the runbook', () => {
  const board = boards()['runbook'] as DashboardJson;

  it('has a page for every alert', () => {
    const alerts = readAlerts().map(({ alert }) => alert);
    expect(alerts.map(pageOf).sort()).toEqual(pages().sort());
    expect(panelsOf(board).map(({ id }) => id)).toEqual(alerts.map(runbookPanel));
  });

  it('is linked within itself', () => {
    const linked = panelsOf(board).map(({ options }) => (options as { content: string }).content);
    expect(linked.join()).not.toMatch(/\]\((?!\/d\/|https?:)[^)]*\.md/);
    expect(linked.join()).toContain(`](/d/kochava-stream-runbook?viewPanel=${runbookPanel('MessagesAgedOut')})`);
  });
});

describe('the conditions of the alerts', () => {
  it('are all there that look at the services', () => {
    const left = readAlerts()
      .map(({ alert }) => alert)
      .filter((alert) => !signals().some((signal) => signal.alert === alert));
    expect(left).toEqual(['StreamFillsUp', 'ServiceRestarts']);
  });
});

describe('what Grafana is given', () => {
  const compose = load(textOf('docker-compose.yml'), {}) as { services: Record<string, { volumes: string[] }> };
  const mounts = compose.services['grafana']?.volumes.map((volume) => volume.split(':'));

  it('lies where docker compose mounts it, and where Grafana looks', () => {
    const { providers } = load(textOf('deploy/grafana/provisioning/dashboards/dashboards.yaml')) as {
      providers: { options: { path: string } }[];
    };
    expect(mounts).toContainEqual(['./deploy/grafana/dashboards', providers[0]?.options.path, 'ro']);
    expect(mounts).toContainEqual(['./deploy/grafana/provisioning', '/etc/grafana/provisioning', 'ro']);
  });

  it('has a data source for each that can be chosen', () => {
    const { datasources } = load(textOf('deploy/grafana/provisioning/datasources/datasources.yaml')) as {
      datasources: { type: string }[];
    };
    expect(datasources.map(({ type }) => type)).toEqual(['prometheus', 'jaeger']);
  });
});
