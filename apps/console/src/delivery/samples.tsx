import { Group, Pagination, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { samplesQuery, type DeliveryError, type DeliverySample } from '../api/delivery.ts';
import { counted } from '../parts/ago.ts';
import { Json } from '../parts/json.tsx';
import { readable } from '../parts/readable.ts';
import { Loaded } from '../parts/loaded.tsx';
import { Ago } from '../parts/time.tsx';

interface SamplesProps {
  readonly sync: string;
  readonly kind: DeliveryError['kind'];
  readonly errorClass: string;
}

/** Failures as they were, one at a time, at three stages. */
export function Samples({ sync, kind, errorClass }: SamplesProps) {
  const query = useQuery(samplesQuery(sync, kind, errorClass));
  const [place, setPlace] = useState(1);
  return (
    <Loaded query={query} skeleton={<Skeleton h={180} />}>
      {(samples) => {
        const sample = samples[place - 1] ?? samples[0];
        if (sample === undefined) return null;
        return (
          <Stack gap="sm">
            <Group justify="space-between" gap="sm">
              <Text size="sm" fw={600}>
                Sample {Math.min(place, samples.length)} of {samples.length}
              </Text>
              {samples.length > 1 && (
                <Pagination
                  size="sm"
                  total={samples.length}
                  value={place}
                  onChange={setPlace}
                  getControlProps={(control) => ({ 'aria-label': `${control} sample` })}
                />
              )}
            </Group>
            <Sample sample={sample} />
          </Stack>
        );
      }}
    </Loaded>
  );
}

/** What you sent, what we sent, what Kochava said. */
export function Sample({ sample }: { sample: DeliverySample }) {
  const { youSent, weSent, kochavaSaid, detail } = sample;
  return (
    <Stack gap="sm">
      <Text size="xs" c="dimmed">
        <Ago at={sample.at} size="xs" />, after {counted(sample.attempts, 'attempt')}, mapped with version{' '}
        {sample.syncVersion}
      </Text>
      {detail !== null && <Text size="sm">{detail}</Text>}
      <SimpleGrid cols={{ base: 1, md: 3 }} spacing="sm">
        <StageOf title="You sent" value={youSent} nothing="The event is not stored any more." />
        <StageOf
          title="We sent"
          value={
            weSent === null
              ? null
              : `${weSent.method} ${weSent.path}\nUser-Agent: ${weSent.userAgent}\n\n${readable(weSent.body)}`
          }
          nothing="Nothing was sent."
        />
        <StageOf
          title="Kochava said"
          value={kochavaSaid === null ? null : `${kochavaSaid.status}\n\n${readable(kochavaSaid.body)}`}
          nothing="There was no reply."
        />
      </SimpleGrid>
    </Stack>
  );
}

function StageOf({ title, value, nothing }: { title: string; value: unknown; nothing: string }) {
  return (
    <Stack gap={4} miw={0}>
      <Text size="xs" fw={600}>
        {title}
      </Text>
      {value === null || value === undefined ? (
        <Text size="sm" c="dimmed">
          {nothing}
        </Text>
      ) : (
        <Json value={value} label={title} maxHeight={300} />
      )}
    </Stack>
  );
}
