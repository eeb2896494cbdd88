import { dashboard, type Board, type DashboardJson } from '../grafana/dashboard.ts';
import { operator } from './operator.ts';
import { overview } from './overview.ts';
import { runbook } from './runbook.ts';
import { signals } from './signals.ts';
import { syncBoard } from './sync.ts';

/** The boards that ask Prometheus. */
export function askingBoards(): readonly Board[] {
  return [overview(signals()), syncBoard(), operator()];
}

/** Every dashboard, by the name of its file without `.json`. */
export function boards(): Readonly<Record<string, DashboardJson>> {
  const asking = askingBoards().map((board) => [board.name, dashboard(board)] as const);
  return { ...Object.fromEntries(asking), runbook: runbook() };
}
