import { table } from './report.ts';

const verdict = {
  requests: 900,
  accepted: 4000,
  delivered: 2400,
  repeats: 3,
  lost: 0,
  early: 0,
  longestMs: 812.4,
  findings: [],
};

describe('table', () => {
  it('has a line for each fault, and names what does not hold', () => {
    const findings = [{ invariant: 'I1', n: 2, text: 'answered 200 and not at Kochava: a, b' }] as const;
    const text = table([
      { fault: 'nats-server', kills: 2, bound: 64, drainedMs: 2_340, verdict },
      { fault: 'ingest', kills: 1, bound: 0, drainedMs: undefined, verdict: { ...verdict, lost: 2, findings } },
    ]);
    expect(text.split('\n').map((line) => line.trim().replaceAll(/\s{2,}/g, ' | '))).toEqual([
      'fault | kills | requests | accepted | delivered | twice (bound) | lost | links early | drained s | longest ms | verdict',
      'nats-server | 2 | 900 | 4000 | 2400 | 3 (64) | 0 | 0 | 2.3 | 812 | holds',
      'ingest | 1 | 900 | 4000 | 2400 | 3 (0) | 2 | 0 | never | 812 | VIOLATED',
      '',
      'ingest: I1 answered 200 and not at Kochava: a, b (2)',
    ]);
  });
});
