import { type PanelLink } from './links.ts';
import { plain, thresholds, type Override, type Panel, type PanelSize, type PanelText, type Step } from './panel.ts';
import { type Query } from './query.ts';

interface Common extends PanelText, Partial<PanelSize> {
  readonly queries: readonly Query[];
  /** Grafana's name of the unit: `s`, `reqps`, `percentunit`, `bytes`, `short`, … */
  readonly unit: string;
  readonly decimals?: number;
  readonly steps?: readonly Step[];
  /** What a number is called: `{ 0: ['balanced', 'green'] }`. */
  readonly words?: Words;
}
export type Words = Readonly<Record<number, readonly [text: string, color: string]>>;

export interface Stat extends Common {
  readonly graph?: boolean;
  /** How the values of the time shown become one. */
  readonly calc?: 'lastNotNull' | 'max' | 'mean';
  /** The names beside the numbers, when there are several. */
  readonly named?: boolean;
}

/** One number, coloured by what it means. */
export function stat(given: Stat): Panel {
  return {
    ...common(given, { width: 3, height: 4 }),
    type: 'stat',
    options: {
      colorMode: 'background_solid',
      graphMode: given.graph === false ? 'none' : 'area',
      justifyMode: 'auto',
      orientation: 'auto',
      textMode: given.named === true ? 'value_and_name' : 'value',
      wideLayout: true,
      percentChangeColorMode: 'standard',
      showPercentChange: false,
      reduceOptions: { calcs: [given.calc ?? 'lastNotNull'], fields: '', values: false },
    },
  };
}

export interface Graph extends Common {
  readonly stacked?: boolean;
  readonly bars?: boolean;
  /** Colours by name of series, or by regular expression in slashes. */
  readonly colors?: Readonly<Record<string, string>>;
  /** Draws the thresholds as lines. */
  readonly limits?: boolean;
  readonly max?: number;
  readonly log?: boolean;
  /** Which numbers stand in the legend. */
  readonly calcs?: readonly string[];
}

/** Values over time, with a table of what they were. */
export function graph(given: Graph): Panel {
  const base = common(given, { width: 8, height: 8 });
  const range = given.max === undefined ? {} : { max: given.max };
  return {
    ...base,
    type: 'timeseries',
    fieldConfig: {
      defaults: {
        ...base.fieldConfig.defaults,
        color: { mode: 'palette-classic' },
        min: 0,
        ...range,
        custom: drawn(given),
      },
      overrides: Object.entries(given.colors ?? {}).map(([name, color]) => coloured(name, color)),
    },
    options: {
      legend: {
        displayMode: 'table',
        placement: 'bottom',
        showLegend: true,
        calcs: given.calcs ?? ['lastNotNull', 'max'],
        sortBy: 'Last *',
        sortDesc: true,
      },
      tooltip: { mode: 'multi', sort: 'desc', hideZeros: true },
    },
  };
}

const lines = { drawStyle: 'line', lineWidth: 1.5, fillOpacity: 12, gradientMode: 'opacity' };
const areas = { ...lines, fillOpacity: 35, gradientMode: 'none' };
const columns = { drawStyle: 'bars', lineWidth: 0, fillOpacity: 80, gradientMode: 'none' };

function drawn({ stacked, bars: asBars, limits, log }: Graph): object {
  const stack = stacked === true || asBars === true;
  return {
    ...(asBars === true ? columns : stack ? areas : lines),
    lineInterpolation: 'smooth',
    showPoints: 'never',
    spanNulls: false,
    insertNulls: false,
    pointSize: 4,
    axisBorderShow: false,
    axisSoftMin: 0,
    axisPlacement: 'auto',
    barAlignment: 0,
    stacking: { group: 'A', mode: stack ? 'normal' : 'none' },
    scaleDistribution: log === true ? { type: 'log', log: 10 } : { type: 'linear' },
    thresholdsStyle: { mode: limits === true ? 'dashed' : 'off' },
  };
}

export interface States extends Common {
  /** Where a click on a row leads. */
  readonly rows?: readonly { readonly name: string; readonly link: PanelLink }[];
}

/** States over time, one row per series. */
export function states(given: States): Panel {
  const base = common(given, { width: 24, height: 8 });
  const custom = { fillOpacity: 75, lineWidth: 0 };
  const rows = (given.rows ?? []).map(({ name, link }) => ({
    matcher: { id: 'byName', options: name },
    properties: [{ id: 'links', value: [link] }],
  }));
  return {
    ...base,
    type: 'state-timeline',
    fieldConfig: { defaults: { ...base.fieldConfig.defaults, custom }, overrides: rows },
    options: {
      alignValue: 'center',
      legend: { displayMode: 'list', placement: 'bottom', showLegend: false, calcs: [] },
      mergeValues: true,
      perPage: 30,
      rowHeight: 0.85,
      showValue: 'never',
      tooltip: { mode: 'single', sort: 'none' },
    },
  };
}

/** The same number of several things, the largest first. */
export function bars(given: Common & { readonly colors?: Readonly<Record<string, string>> }): Panel {
  const base = common(given, { width: 8, height: 8 });
  const colors = Object.entries(given.colors ?? {}).map(([name, color]) => coloured(name, color));
  return {
    ...base,
    type: 'bargauge',
    fieldConfig: { defaults: { ...base.fieldConfig.defaults, min: 0 }, overrides: colors },
    options: {
      displayMode: 'gradient',
      legend: { showLegend: false, displayMode: 'list', placement: 'bottom', calcs: [] },
      maxVizHeight: 300,
      minVizHeight: 16,
      minVizWidth: 8,
      namePlacement: 'auto',
      orientation: 'horizontal',
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      showUnfilled: true,
      sizing: 'auto',
      valueMode: 'color',
    },
  };
}

export function coloured(name: string, color: string): Override {
  const matcher = name.startsWith('/') ? { id: 'byRegexp', options: name } : { id: 'byName', options: name };
  return { matcher, properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }] };
}

export function common(given: Common, size: PanelSize): Omit<Panel, 'type' | 'options'> {
  const { title, about, links = [], queries, unit, decimals, steps = plain, words = {} } = given;
  const mappings = Object.entries(words).map(([value, [text, color]], index) => ({
    type: 'value',
    options: { [value]: { text, color, index } },
  }));
  const defaults = {
    unit,
    ...(decimals === undefined ? {} : { decimals }),
    color: { mode: 'thresholds' },
    thresholds: thresholds(steps),
    mappings,
    noValue: '–',
  };
  const { width = size.width, height = size.height } = given;
  return { title, about, links, queries, width, height, fieldConfig: { defaults, overrides: [] } };
}
