import { panelJson, type Panel, type PanelJson } from './panel.ts';

/** Panels under a heading. */
export interface Section {
  readonly title: string;
  readonly panels: readonly Panel[];
  /** Opened by a click. */
  readonly folded?: boolean;
}

const columns = 24;

/** Places the panels from left to right and from the top to the bottom, and numbers them. */
export function placed(sections: readonly Section[]): PanelJson[] {
  let y = 0;
  let id = 0;
  return sections.flatMap(({ title, panels, folded = false }) => {
    const row = heading(title, (id += 1), y);
    const lines = linesOf(panels);
    y += 1;
    const inside = lines.flatMap((line) => {
      const at = y;
      y += Math.max(...line.map(({ height }) => height));
      let x = 0;
      return line.map((panel) => {
        const gridPos = { x, y: at, w: panel.width, h: panel.height };
        x += panel.width;
        return panelJson(panel, (id += 1), gridPos);
      });
    });
    return folded ? [{ ...row, collapsed: true, panels: inside }] : [row, ...inside];
  });
}

function heading(title: string, id: number, y: number): PanelJson {
  return { id, type: 'row', title, collapsed: false, panels: [], gridPos: { x: 0, y, w: columns, h: 1 } };
}

/** @throws Error when a line is not filled: a hole is a mistake of the board */
function linesOf(panels: readonly Panel[]): Panel[][] {
  const lines: Panel[][] = [];
  let left = 0;
  for (const panel of panels) {
    if (left === 0) {
      lines.push([]);
      left = columns;
    }
    if (panel.width > left) throw new Error(`"${panel.title}" is too wide: ${left} columns are left in its line`);
    lines.at(-1)?.push(panel);
    left -= panel.width;
  }
  if (left !== 0) throw new Error(`"${panels.at(-1)?.title}" leaves ${left} columns of its line empty`);
  return lines;
}
