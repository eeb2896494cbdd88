import { Text, VisuallyHidden } from '@mantine/core';
import { Fragment } from 'react';
import { type Delivery, type DeliveryStep } from '../api/delivery.ts';
import { counted } from '../parts/ago.ts';
import { count, share } from '../parts/numbers.ts';
import { Panel } from '../parts/panel.tsx';
import classes from './pipeline.module.css';
import { StepReasons } from './step-reasons.tsx';

interface Stage {
  readonly label: string;
  readonly help: string;
  readonly tone: 'way' | 'left' | 'good' | 'bad';
}

const stages: Readonly<Record<DeliveryStep['step'], Stage>> = {
  received: { label: 'Received', help: 'of the project', tone: 'way' },
  duplicate: { label: 'Duplicate', help: 'sent again by the SDK', tone: 'left' },
  unrouted: { label: 'Not routed', help: 'before it came to a sync', tone: 'bad' },
  filtered: { label: 'Filtered', help: 'not selected, or filtered', tone: 'left' },
  notMappable: { label: 'Not mappable', help: 'without what Kochava requires', tone: 'bad' },
  mapped: { label: 'Mapped', help: 'handed to the dispatcher', tone: 'way' },
  accepted: { label: 'Accepted', help: 'by Kochava', tone: 'good' },
  dead: { label: 'Dead', help: 'in the dead letters', tone: 'bad' },
};

/** From received to accepted: how many came to each step, and what share. */
export function Pipeline({ steps, pending }: { steps: readonly DeliveryStep[]; pending: Delivery['pending'] }) {
  const shown = steps.filter(({ step, n }) => n > 0 || !optional.has(step));
  return (
    <Panel
      title="From received to accepted"
      description={<About pending={pending} compared={shown.some(({ before }) => (before ?? 0) > 0)} />}
    >
      <ol className={classes.steps}>
        {shown.map((step) => (
          <Fragment key={step.step}>
            <Step step={step} />
            {step.step === 'mapped' && <PendingRetry pending={pending} />}
          </Fragment>
        ))}
      </ol>
      <StepReasons steps={steps} />
    </Panel>
  );
}

/** Shown only where there are some. */
const optional: ReadonlySet<string> = new Set(['unrouted', 'notMappable']);

function Step({ step: { step, n, share: part, before } }: { step: DeliveryStep }) {
  const { label, help, tone } = stages[step];
  return (
    <li className={classes.step} data-tone={n > 0 ? tone : 'way'}>
      <Text size="xs" fw={600}>
        {label}
      </Text>
      <Text fz={20} fw={650} className="numbers" lh={1.3}>
        {count(n)}
      </Text>
      {before !== null && before > 0 && (
        <Text size="xs" fw={550} className="numbers">
          {change(n, before)}
          <VisuallyHidden> against the period before</VisuallyHidden>
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {step === 'received' ? help : `${share(part)}, ${help}`}
      </Text>
    </li>
  );
}

/** A state of now, between what was handed on and what has ended. */
function PendingRetry({ pending }: { pending: Delivery['pending'] }) {
  const retrying = pending?.retrying ?? 0;
  return (
    <li className={classes.step} data-tone={retrying > 0 ? 'left' : 'way'}>
      <Text size="xs" fw={600}>
        Pending retry
      </Text>
      <Text fz={20} fw={650} className="numbers" lh={1.3}>
        {pending === null ? '–' : count(retrying)}
      </Text>
      <Text size="xs" c="dimmed">
        now, wait for another attempt
      </Text>
    </li>
  );
}

function change(n: number, before: number): string {
  const percent = Math.round(((n - before) / before) * 100);
  if (percent === 0) return '±0 %';
  return `${percent > 0 ? '+' : '−'}${count(Math.abs(percent))} %`;
}

function About({ pending, compared }: { pending: Delivery['pending']; compared: boolean }) {
  return (
    <>
      <Pending pending={pending} /> {compared && 'Below each number: the change against the period before.'}
    </>
  );
}

function Pending({ pending }: { pending: Delivery['pending'] }) {
  if (pending === null) return 'What is on its way is not known now: NATS does not say.';
  if (pending.events <= 0) return 'Nothing is on its way.';
  return `${counted(pending.events, 'event')} on their way, ${counted(pending.retrying, 'call')} pending retry.`;
}
