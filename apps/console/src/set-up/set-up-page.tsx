import { Stack } from '@mantine/core';
import { useOutletContext } from 'react-router';
import { type Sync } from '../api/syncs.ts';
import { useMay } from '../session/session.ts';
import { PreviewPanel } from './preview/preview-panel.tsx';
import { SaveBar } from './save-bar.tsx';
import { Advanced } from './sections/advanced.tsx';
import { Authentication } from './sections/authentication.tsx';
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

/** The steps in the order in which Amplitude asks for them. */
const steps = [
  NameAndStatus,
  KochavaApp,
  Authentication,
  SendEvents,
  SelectEvents,
  Mappings,
  Properties,
  SendUsers,
  Advanced,
];

const noProblems: StepProps['toEnable'] = [];

/** The set-up of a sync, and beside it what it would send. */
export function Component() {
  const sync = useOutletContext<Sync>();
  const editable = useMay('editor', sync.project);
  const setUp = useSetUp(sync);
  return (
    <div className={classes.columns}>
      <Stack gap="md" miw={0}>
        {steps.map((Step, index) => (
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
