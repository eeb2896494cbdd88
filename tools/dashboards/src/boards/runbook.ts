import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readAlerts } from '../alerts/alert-file.ts';
import { shell, type DashboardJson } from '../grafana/dashboard.ts';
import { pageOf, runbookPanel, runbookUrl, uids } from '../grafana/links.ts';
import { type PanelJson } from '../grafana/panel.ts';
import { repository, textOf } from '../repository.ts';

const folder = 'docs/runbook';

/** The pages of docs/runbook, so that whoever looks at a red panel has them a click away, wherever Grafana runs. */
export function runbook(): DashboardJson {
  const about = 'What each alert means and what to do: the pages of docs/runbook.';
  const pages = readAlerts().map(({ alert, severity }, index) => page(alert, severity, index));
  const its = { uid: uids.runbook, title: 'kochava-stream / Runbook', about, from: 'now-3h' };
  // Nothing on it has a time.
  return { ...shell(its, pages, []), annotations: { list: [] }, refresh: '' };
}

function page(alert: string, severity: string, index: number): PanelJson {
  const width = 12;
  const height = 12;
  const gridPos = { x: (index % 2) * width, y: Math.floor(index / 2) * height, w: width, h: height };
  const text = textOf(`${folder}/${pageOf(alert)}.md`)
    .replace(/^# .*\n+/, '')
    .replaceAll(/\]\(([a-z-]+)\.md\)/g, (_, name: string) => `](${runbookUrl(alertOf(name))})`)
    // Other pages are in the repository alone.
    .replaceAll(/\[([^\]]+)\]\(\.\.\/([^)#]+)[^)]*\)/g, '$1 (docs/$2)');
  return {
    id: runbookPanel(alert),
    type: 'text',
    title: `${alert} (${severity})`,
    gridPos,
    options: {
      mode: 'markdown',
      content: text.trim(),
      code: { language: 'plaintext', showLineNumbers: false, showMiniMap: false },
    },
  };
}

/** The alert of a page, by the page's own heading. */
function alertOf(name: string): string {
  return /^# (\w+)/.exec(textOf(`${folder}/${name}.md`))?.[1] ?? name;
}

/** Names of the pages without `.md`. */
export function pages(): string[] {
  return readdirSync(join(repository, folder))
    .filter((file) => file !== 'README.md' && file.endsWith('.md'))
    .map((file) => file.replace(/\.md$/, ''));
}
