import fc from 'fast-check';
import { isChosen, isSampled, sampledFrom, spanId, traceId, traceparentOf, validTraceparent } from './traceparent.ts';

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''));

describe('a traceparent', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (trace, span, sampled) => {
        const traceparent = traceparentOf(trace, span, sampled);
        expect([traceId(traceparent), spanId(traceparent), isSampled(traceparent)]).toEqual([trace, span, sampled]);
        expect(sampledFrom(traceparent)).toBe(traceparentOf(trace, span, true));
      }),
    );
  });

  it.each([
    ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', true],
    ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02', true],
    ['00-00000000000000000000000000000000-00f067aa0ba902b7-01', false],
    ['00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01', false],
    ['00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01', false],
    ['01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', false],
    ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x', false],
    [['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'], false],
    [undefined, false],
  ])('%j from a client is taken: %s', (header, taken) => {
    expect(validTraceparent(header)).toBe(taken ? header : undefined);
  });

  it('whose flags have more bits is sampled by the first', () => {
    const flags = (text: string) => isSampled(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-${text}`);
    expect(['00', '01', '02', '03', '0a', '0b', 'ff'].map(flags)).toEqual([
      false,
      true,
      false,
      true,
      false,
      true,
      true,
    ]);
    expect(isSampled(undefined)).toBe(false);
  });
});

describe('the choice of traces', () => {
  const ids = Array.from({ length: 10_000 }, (_, n) =>
    ((n * 2_654_435_761) >>> 0).toString(16).padStart(8, '0').repeat(4),
  );

  it.each([0, 0.01, 0.3, 1])('takes a share of %f', (ratio) => {
    const chosen = ids.filter((id) => isChosen(id, ratio)).length / ids.length;
    expect(Math.abs(chosen - ratio)).toBeLessThanOrEqual(0.01);
    if (ratio === 0 || ratio === 1) expect(chosen).toBe(ratio);
  });

  it('of a larger share has in it that of a smaller one', () => {
    for (const id of ids) if (isChosen(id, 0.01)) expect(isChosen(id, 0.3)).toBe(true);
  });
});
