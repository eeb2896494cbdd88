import { SegmentedControl } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { ranges, type RangeName } from '../api/delivery.ts';

/** How far back the page looks; kept in the address, so that a link shows the same. */
export function useRange(): [RangeName, (range: RangeName) => void] {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('range');
  const range = ranges.find(({ value }) => value === asked)?.value ?? '1d';
  return [range, (chosen) => setSearch({ range: chosen }, { replace: true })];
}

export function RangePicker({ range, onChange }: { range: RangeName; onChange: (range: RangeName) => void }) {
  return (
    <SegmentedControl
      value={range}
      onChange={(value) => onChange(value as RangeName)}
      data={[...ranges]}
      size="xs"
      withItemsBorders={false}
      aria-label="Time range"
    />
  );
}
