import { Switch } from '@mantine/core';
import { Standing } from '../../parts/standing.tsx';
import { Section } from '../section.tsx';
import { type StepProps } from './step-props.ts';

export function SendEvents({ step, sync, draft, set, editable }: StepProps) {
  const { sendEvents } = draft;
  const what = sync.kind === 'install' ? 'Installs' : 'Events';
  return (
    <Section
      step={step}
      title="Send Events"
      help={`${what} are forwarded to Kochava as they come in: not on a schedule, and not on demand.`}
      aside={
        <Switch
          label={
            <Standing
              of="Send Events"
              words={sendEvents.enabled ? `${what} are sent to Kochava` : `${what} are not sent`}
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
