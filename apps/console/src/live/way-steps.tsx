import { Stack, Text, Timeline } from '@mantine/core';
import { type WayStep } from '../api/events.ts';
import { Json } from '../parts/json.tsx';
import { readable } from '../parts/readable.ts';
import { toTheMillisecond } from '../parts/time.tsx';

const labels: Readonly<Record<string, string>> = {
  received: 'Received by ingest',
  stored: 'Stored on disk',
  dispatched: 'Mapped, and handed to the dispatcher',
  attempt: 'Sent to Kochava',
  accepted: 'Accepted by Kochava',
  dead: 'Given up',
  'dead-letter': 'Kept as a dead letter',
  'next-attempt': 'Next attempt',
};

/** The steps in their order. */
export function WaySteps({ steps }: { steps: readonly WayStep[] }) {
  return (
    <Timeline bulletSize={14} lineWidth={2} active={steps.length}>
      {steps.map((step, index) => (
        <Timeline.Item key={index}>
          <Stack gap={4}>
            <Text size="sm" fw={550}>
              {labels[step.step] ?? step.step}
              {detail(step)}
            </Text>
            <Text size="xs" c="dimmed" className="numbers">
              {toTheMillisecond(new Date(step.at))}
            </Text>
            {step.request !== undefined && <Json value={readable(step.request)} label="Request" maxHeight={220} />}
          </Stack>
        </Timeline.Item>
      ))}
    </Timeline>
  );
}

function detail({ version, attempt, class: reason, status, replayOf }: WayStep): string {
  const parts = [
    attempt === undefined ? '' : `attempt ${attempt}`,
    reason === undefined || reason === 'accepted' ? '' : reason.replaceAll('-', ' '),
    status === undefined || status === null ? '' : `status ${status}`,
    version === undefined ? '' : `version ${version}`,
    replayOf === undefined ? '' : 'a replay',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
