import { Switch } from '@mantine/core';
import { Standing } from '../../parts/standing.tsx';
import { Section } from '../section.tsx';
import { type StepProps } from './step-props.ts';

export function SendEvents({ step, draft, set, editable }: StepProps) {
  const { sendEvents } = draft;
  return (
    <Section
      step={step}
      title="Send Events"
      help="Events are forwarded to Kochava as they come in: not on a schedule, and not on demand."
      aside={
        <Switch
          label={
            <Standing
              of="Send Events"
              words={sendEvents.enabled ? 'Events are sent to Kochava' : 'Events are not sent'}
            />
          }
          checked={sendEvents.enabled}
          onChange={(event) => set({ sendEvents: { ...sendEvents, enabled: event.currentTarget.checked } })}
          disabled={!editable}
        />
      }
    />
  );
}
