import { randomFrom } from '../load/random.ts';
import { type Sample } from './sample.ts';
import { verdictOf } from './verdict.ts';

/** Half an hour at 100 events/s of a system that is well; `more` adds to what is seen, by the minute. */
function samples(more: (minute: number, random: () => number) => Record<string, number> = () => ({})): Sample[] {
  const random = randomFrom(7);
  return Array.from({ length: 361 }, (_, n) => {
    const events = n * 500;
    const values = {
      'rss ingest': 120 + 10 * random(),
      'heap ingest': 40 + 30 * random(),
      'fds ingest': 30 + Math.round(3 * random()),
      'loop ingest': 11 + 5 * random(),
      'lag transformer': Math.round(5 * random()),
      'bytes transformer.dedupe': 100_000 + events * 90,
      'rows transformer.dedupe': 1_000 + events,
      'bytes transformer.lease': 80_000,
      'rows transformer.lease': 4,
      ...more(n / 12, random),
    };
    return { seconds: n * 5, events, load: 1, values };
  });
}

const findings = (...of: Parameters<typeof samples>): readonly string[] => verdictOf(samples(...of), []).findings;

describe('verdictOf', () => {
  it('finds nothing where nothing is', () => {
    const { findings, growth, rss } = verdictOf(samples(), []);
    expect(findings).toEqual([]);
    expect(growth[0]).toMatchObject({ name: 'transformer.dedupe', bytesPerEvent: 90, rowsPerEvent: [1, 1] });
    expect(Math.abs(rss[0]?.perHour ?? 0)).toBeLessThan(5);
  });

  it('finds memory that rises, and not what happens in the warm-up', () => {
    const rising = findings((minute, random) => ({ 'rss ingest': 120 + minute + 10 * random() }));
    expect(rising).toEqual([expect.stringMatching(/^ingest: memory rises by (59|60|61)/)]);
    expect(findings((minute) => ({ 'rss ingest': 120 + 10 * Math.min(7, minute) }))).toEqual([]);
    const steps = (minute: number, random: () => number) => 120 + 40 * Math.floor(minute / 13) + random();
    expect(findings((minute, random) => ({ 'rss ingest': steps(minute, random) }))).toEqual([]);
    expect(findings(() => ({ 'rss ingest': 301 }))).toEqual(['ingest: 301 MB at most, 300 may be']);
  });

  it('finds a heap that is never as small as it was', () => {
    const leak = (minute: number, random: () => number) => ({ 'heap ingest': 40 + minute + 30 * random() });
    expect(findings(leak)).toEqual([expect.stringContaining('ingest: memory rises')]);
  });

  it('finds descriptors, late loops, a growing queue', () => {
    expect(findings((minute) => ({ 'fds ingest': 30 + Math.floor(minute) }))).toHaveLength(1);
    expect(findings((minute) => ({ 'loop ingest': minute % 4 < 1 ? 150 : 12 }))).toHaveLength(1);
    expect(findings((minute) => ({ 'lag transformer': 30 * minute }))).toHaveLength(1);
  });

  it('finds growth that is not data', () => {
    const bloat = findings((minute) => ({ 'bytes transformer.lease': 80_000 + minute * 1_000_000 }));
    expect(bloat).toEqual([expect.stringContaining('transformer.lease: ')]);
    const squared = (minute: number) => 6_000 * minute + 2_000 * Math.max(0, minute - 18) ** 2;
    const rows = findings((minute) => ({
      'bytes transformer.dedupe': 90 * squared(minute) + 1,
      'rows transformer.dedupe': squared(minute) + 1,
    }));
    expect(rows).toEqual([expect.stringMatching(/dedupe: 1.002 rows per event, then 5/)]);
  });

  it('finds what the logs say', () => {
    const said = [
      { file: 'a.log', level: 'warn', message: 'slow', n: 1 },
      { file: 'a.log', level: 'process', message: 'UnhandledPromiseRejection', n: 2 },
    ] as const;
    expect(verdictOf(samples(), said).findings).toEqual(['a.log says 2 times: UnhandledPromiseRejection']);
  });
});
