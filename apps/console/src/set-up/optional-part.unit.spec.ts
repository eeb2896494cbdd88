import { withField } from './optional-part.ts';

describe('a part of which every field has a default', () => {
  it('is there as long as one of them is set', () => {
    const paced = withField<{ rate?: number; hours?: number }, 'rate'>(undefined, 'rate', 5);
    expect(paced).toEqual({ rate: 5 });
    expect(withField({ rate: 5, hours: 1 }, 'rate', undefined)).toEqual({ hours: 1 });
    expect(withField({ hours: 1 }, 'hours', undefined)).toBeUndefined();
  });
});
