import { type Filter } from '../api/syncs.ts';
import { valuesFrom, withOperator } from './filter-values.ts';

const filter: Filter = { on: 'event', property: 'price', operator: 'is', values: [1, 'a', true] };

describe('the values of a filter', () => {
  it('keep their type while they stay', () => {
    expect(valuesFrom(['1', 'true', '2'], filter)).toEqual([1, true, '2']);
  });

  it('are numbers for sizes', () => {
    const size: Filter = { ...filter, operator: 'is greater than', values: [] };
    expect(valuesFrom(['10', ' ', 'ten'], size)).toEqual([10, ' ', 'ten']);
    expect(withOperator({ ...filter, values: ['10'] }, 'is at least').values).toEqual([10]);
  });

  it('are gone where there is nothing to compare with', () => {
    expect(withOperator(filter, 'is set').values).toEqual([]);
  });
});
