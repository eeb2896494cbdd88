import { type Frame } from './cpu-profile.ts';

const width = 1_200;
const rowHeight = 17;
/** Narrower is not drawn, px. */
const narrowest = 1.5;
const characterWidth = 6.6;

interface Box {
  readonly frame: Frame;
  readonly x: number;
  readonly width: number;
  readonly depth: number;
}

/** Callers below, what they call above; as wide as its share of the time. Names and shares show when pointed at. */
export function flameGraph(title: string, root: Frame): string {
  const boxes: Box[] = [];
  const place = (frame: Frame, x: number, depth: number): void => {
    const share = (frame.total / root.total) * width;
    if (share < narrowest) return;
    boxes.push({ frame, x, width: share, depth });
    let left = x;
    for (const child of [...frame.children].sort((one, other) => other.total - one.total)) {
      place(child, left, depth + 1);
      left += (child.total / root.total) * width;
    }
  };
  place(root, 0, 0);
  const height = (Math.max(...boxes.map(({ depth }) => depth)) + 3) * rowHeight;
  const drawn = boxes.map((box) => drawnBox(box, height, root.total)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="11">
<rect width="100%" height="100%" fill="#fff"/>
<text x="4" y="13" font-size="13">${escaped(title)}</text>
${drawn}
</svg>
`;
}

function drawnBox({ frame, x, width: wide, depth }: Box, height: number, total: number): string {
  const y = height - (depth + 1) * rowHeight;
  const name = escaped(`${frame.name} (${frame.place}) ${((frame.total / total) * 100).toFixed(1)} %`);
  const fits = Math.floor((wide - 4) / characterWidth);
  const label = fits < 4 ? '' : escaped(frame.name.slice(0, fits));
  const text = label === '' ? '' : `<text x="${(x + 2).toFixed(1)}" y="${y + 12}">${label}</text>`;
  return `<g><title>${name}</title><rect x="${x.toFixed(1)}" y="${y}" width="${wide.toFixed(1)}" height="${rowHeight - 1}" fill="${colour(frame.place)}"/>${text}</g>`;
}

/** Ours, libraries, the runtime: told apart at a glance. */
function colour(place: string): string {
  if (place.startsWith('apps/') || place.startsWith('libs/')) return '#f4a261';
  if (place === 'V8' || place.startsWith('node:')) return '#cfd8dc';
  return '#a8c5e2';
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
