import { type PanelLink } from './links.ts';
import { metricsSource, target, type Query, type Target } from './query.ts';

export interface PanelText {
  readonly title: string;
  /** What it shows, what is normal, what to do if it is not. */
  readonly about: string;
  readonly links?: readonly PanelLink[];
}

export interface PanelSize {
  /** Of 24 columns. */
  readonly width: number;
  readonly height: number;
}

export interface Step {
  readonly color: string;
  /** null: from the beginning. */
  readonly value: number | null;
}

export interface Override {
  readonly matcher: { readonly id: string; readonly options: string };
  readonly properties: readonly { readonly id: string; readonly value: unknown }[];
}

/** A panel without its place: the layout gives it one. */
export interface Panel extends PanelText, PanelSize {
  readonly type: string;
  readonly queries: readonly Query[];
  readonly format?: Target['format'];
  readonly fieldConfig: {
    readonly defaults: Readonly<Record<string, unknown>>;
    readonly overrides: readonly Override[];
  };
  readonly options: Readonly<Record<string, unknown>>;
  readonly transformations?: readonly object[];
}

export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly Target[];
  readonly panels?: readonly PanelJson[];
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly [key: string]: unknown;
}

export function panelJson(panel: Panel, id: number, gridPos: PanelJson['gridPos']): PanelJson {
  const { type, title, about, links = [], queries, format, fieldConfig, options, transformations = [] } = panel;
  const asked =
    queries.length === 0
      ? {}
      : { datasource: metricsSource, targets: queries.map((query, index) => target(query, index, format)) };
  return { id, type, title, description: about, links, gridPos, ...asked, fieldConfig, options, transformations };
}

/** Good below `amber`, bad from `red` on; the other way round when red is the smaller one. */
export function bounds(amber: number, red: number): Step[] {
  const good = { color: 'green', value: null };
  if (red >= amber) return [good, { color: 'orange', value: amber }, { color: 'red', value: red }];
  return [
    { color: 'red', value: null },
    { color: 'orange', value: red },
    { color: 'green', value: amber },
  ];
}

/** Anything from `value` on is wrong. */
export function wrongFrom(value: number, color = 'red'): Step[] {
  return [
    { color: 'green', value: null },
    { color, value },
  ];
}

export const plain: readonly Step[] = [{ color: 'text', value: null }];

export function thresholds(steps: readonly Step[]): object {
  return { mode: 'absolute', steps };
}
