import { costs, framesOf, type CpuProfile } from './cpu-profile.ts';
import { flameGraph } from './flame-graph.ts';

const call = (id: number, functionName: string, url: string, children: number[] = []) => ({
  id,
  callFrame: { functionName, url, lineNumber: 1 },
  children,
});
const undici = 'file:///srv/node_modules/undici/lib/pool.js';
const profile: CpuProfile = {
  nodes: [
    call(1, '(root)', '', [2, 3, 5]),
    call(2, 'handle', 'file:///srv/node_modules/@nats-io/nats-core/lib/nats.js', [4]),
    call(3, '(idle)', ''),
    call(4, 'write<x>', undici),
    call(5, 'write<x>', undici),
  ],
  samples: [2, 3, 4, 5, 4],
  timeDeltas: [100, 5_000, 200, 50, 150],
};

describe('a CPU profile', () => {
  it('leaves out the time in which the process waited', () => {
    expect(framesOf(profile).total).toBe(500);
  });

  it('adds up what was on top by package, wherever it was called from', () => {
    expect(costs(framesOf(profile))).toEqual([
      { place: 'undici', micros: 400 },
      { place: '@nats-io/nats-core', micros: 100 },
      { place: 'V8', micros: 0 },
    ]);
  });

  it('is drawn with each call as wide as its share', () => {
    const svg = flameGraph('dispatcher', framesOf(profile));
    expect(svg).toContain('<title>handle (@nats-io/nats-core) 90.0 %</title>');
    expect(svg).toContain('<title>write&lt;x&gt; (undici) 70.0 %</title><rect x="0.0"');
    expect(svg).not.toContain('idle');
  });
});
