import { Text, Tooltip } from '@mantine/core';
import { ago } from './ago.ts';

/** When something was, in words; the exact time is in the tooltip and for screen readers. */
export function Ago({ at, size = 'sm' }: { at: string | number; size?: string }) {
  const date = new Date(at);
  return (
    <Tooltip label={exact(date)}>
      <Text
        span
        size={size}
        component="time"
        dateTime={date.toISOString()}
        tabIndex={0}
        style={{ whiteSpace: 'nowrap' }}
      >
        {ago(date.getTime(), Date.now())}
      </Text>
    </Tooltip>
  );
}

/** For steps that follow each other within a second. */
export function toTheMillisecond(date: Date): string {
  return `${exact(date)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

export function exact(date: Date): string {
  return date.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
}
