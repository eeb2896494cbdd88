import { common } from './kinds.ts';
import { type Override, type Panel, type PanelSize, type PanelText, type Step, thresholds } from './panel.ts';
import { type Query } from './query.ts';

/** A column: its name stands in the query's legend. */
export interface Column extends Query {
  readonly unit?: string;
  /** Colours the cell. */
  readonly steps?: readonly Step[];
}

export interface Table extends PanelText, Partial<PanelSize> {
  /** The labels that make a row, as they are headed. */
  readonly rows: Readonly<Record<string, string>>;
  readonly columns: readonly Column[];
  readonly links?: PanelText['links'];
  /** The heading of the column that rows are ordered by, largest first. */
  readonly order: string;
}

/** One row for each set of labels, one column for each query; the last values alone. */
export function table(given: Table): Panel {
  const { rows, columns, order } = given;
  const queries = columns.map((column) => ({ ...column, instant: true }));
  const base = common({ ...given, queries, unit: 'short' }, { width: 24, height: 8 });
  const values = columns.map(({ legend }, index) => [`Value #${String.fromCharCode(65 + index)}`, legend] as const);
  const custom = { align: 'auto', cellOptions: { type: 'auto' }, filterable: false, inspect: false };
  return {
    ...base,
    type: 'table',
    format: 'table',
    fieldConfig: {
      defaults: { ...base.fieldConfig.defaults, custom },
      overrides: columns.map(cell),
    },
    options: {
      cellHeight: 'sm',
      showHeader: true,
      frameIndex: 0,
      sortBy: [{ displayName: order, desc: true }],
    },
    transformations: [
      { id: 'merge', options: {} },
      {
        id: 'organize',
        options: {
          excludeByName: { Time: true },
          indexByName: {},
          renameByName: { ...rows, ...Object.fromEntries(values) },
          includeByName: {},
        },
      },
    ],
  };
}

function cell({ legend, unit = 'short', steps }: Column): Override {
  const coloured =
    steps === undefined
      ? []
      : [
          { id: 'custom.cellOptions', value: { type: 'color-background', mode: 'gradient', applyToRow: false } },
          { id: 'thresholds', value: thresholds(steps) },
        ];
  return {
    matcher: { id: 'byName', options: legend },
    properties: [{ id: 'unit', value: unit }, { id: 'decimals', value: 0 }, ...coloured],
  };
}
