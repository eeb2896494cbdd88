import { niceStep, svgOf } from './chart.ts';

describe('svgOf', () => {
  it('draws a line for each, the highest first, and names it', () => {
    const line = (name: string, y: number) => ({
      name,
      points: [
        { x: 0, y: 0 },
        { x: 120, y },
      ],
    });
    const svg = svgOf({ title: 'Memory', unit: 'MB', series: [line('a<b', 10), line('c', 20)] });
    expect(svg.match(/<polyline/g)).toHaveLength(2);
    expect(svg).toContain('points="64,280 640,36"');
    expect(svg).toContain('points="64,280 640,158"');
    expect(svg.indexOf('c (20)')).toBeLessThan(svg.indexOf('a&lt;b (10)'));
  });

  it('draws nothing of nothing', () => {
    expect(svgOf({ title: 'Memory', unit: 'MB', series: [] })).not.toMatch(/NaN|Infinity/);
  });
});

it('niceStep', () => {
  expect([0.03, 1, 1.2, 4, 51].map(niceStep)).toEqual([0.05, 1, 2, 5, 100]);
});
