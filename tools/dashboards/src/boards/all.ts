import { type DashboardJson } from '../grafana/dashboard.ts';
import { operator } from './operator.ts';
import { overview } from './overview.ts';
import { runbook } from './runbook.ts';
import { signals } from './signals.ts';
import { syncBoard } from './sync.ts';

/** Every dashboard, by the name of its file without `.json`. */
export function boards(): Readonly<Record<string, DashboardJson>> {
  return { overview: overview(signals()), sync: syncBoard(), operator: operator(), runbook: runbook() };
}
