import { Stack } from '@mantine/core';
import { type ReactNode } from 'react';
import { useOutletContext } from 'react-router';
import { type Sync, type SyncKind } from '../api/syncs.ts';
import { useMay } from '../session/session.ts';
import { PreviewPanel } from './preview/preview-panel.tsx';
import { SaveBar } from './save-bar.tsx';
import { Authentication } from './sections/authentication.tsx';
import { DeliveryDetails } from './sections/delivery-details.tsx';
import { HoldingLinks } from './sections/holding-links.tsx';
import { KochavaApp } from './sections/kochava-app.tsx';
import { Mappings } from './sections/mappings.tsx';
import { NameAndStatus } from './sections/name-and-status.tsx';
import { Properties } from './sections/properties.tsx';
import { SelectEvents } from './sections/select-events.tsx';
import { SendEvents } from './sections/send-events.tsx';
import { SendUsers } from './sections/send-users.tsx';
import { type StepProps } from './sections/step-props.ts';
import classes from './set-up-page.module.css';
import { useSetUp } from './use-set-up.ts';

/** The steps in the order in which Amplitude asks for them, and then what it does not ask. */
const steps = [NameAndStatus, KochavaApp, Authentication, SendEvents, SelectEvents, Mappings];
const stepsOf: Readonly<Record<SyncKind, readonly ((props: StepProps) => ReactNode)[]>> = {
  'post-install': [...steps, Properties, SendUsers, HoldingLinks, DeliveryDetails],
  // An install has no properties, and users belong to the post-install sync.
  install: [...steps, DeliveryDetails],
};

const noProblems: StepProps['toEnable'] = [];

/** The set-up of a sync, and beside it what it would send. */
export function Component() {
  const sync = useOutletContext<Sync>();
  const editable = useMay('editor', sync.project);
  const setUp = useSetUp(sync);
  return (
    <div className={classes.columns}>
      <Stack gap="md" miw={0}>
        {stepsOf[sync.kind ?? 'post-install'].map((Step, index) => (
          <Step
            key={index}
            step={index + 1}
            sync={sync}
            draft={setUp.draft}
            set={setUp.set}
            problems={setUp.problems}
            hints={setUp.hints}
            toEnable={setUp.draft.status === 'enabled' ? noProblems : setUp.toEnable}
            editable={editable}
          />
        ))}
        {editable && <SaveBar sync={sync} setUp={setUp} />}
      </Stack>
      <aside className={classes.aside} aria-label="What will be sent">
        <PreviewPanel setUp={setUp} editable={editable} />
      </aside>
    </div>
  );
}
