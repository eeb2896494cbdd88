import { count, seconds, share } from './numbers.ts';

describe('numbers as people read them', () => {
  it('shorten what is long', () => {
    expect([count(0), count(1234), count(99_999), count(1_234_567)]).toEqual(['0', '1,234', '99,999', '1.2M']);
  });

  it('never say 100 % of less', () => {
    expect([share(null), share(1), share(0.99999), share(0.5)]).toEqual(['–', '100 %', '99.99 %', '50 %']);
  });

  it('say times in their own unit', () => {
    expect([null, 0.085, 1.26, 45, 240, 7200].map(seconds)).toEqual(['–', '85 ms', '1.3 s', '45 s', '4 min', '2 h']);
  });
});
