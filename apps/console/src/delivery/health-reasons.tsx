import { Stack, Text } from '@mantine/core';
import { type Health } from '../api/delivery.ts';
import { Notice } from '../parts/notice.tsx';
import { Ago } from '../parts/time.tsx';

/** What keeps the sync from doing what it should, and what to do about it. */
export function HealthReasons({ health }: { health: Health }) {
  return health.reasons.map(({ code, state, message, advice, since }) => (
    <Notice key={code} tone={state === 'paused' ? 'bad' : 'warning'} title={message}>
      <Stack gap={2}>
        <Text size="sm">{advice}</Text>
        {since !== null && (
          <Text size="xs" c="dimmed">
            Since <Ago at={since} size="xs" />
          </Text>
        )}
      </Stack>
    </Notice>
  ));
}
