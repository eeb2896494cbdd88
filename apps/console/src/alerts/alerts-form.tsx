import { Button, Group, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { alertsQuery, changeAlerts, type Alerts, type WritableAlerts } from '../api/alerts.ts';
import { type Sync } from '../api/syncs.ts';
import { Notice, sentence } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { problemsIn } from '../parts/problems-in.ts';
import { useToast } from '../parts/toast.tsx';
import { ChannelFields } from './channel-fields.tsx';
import { Amount } from './rule-row.tsx';
import { Rules } from './rules.tsx';
import { TestButton } from './test-button.tsx';

interface AlertsFormProps {
  readonly sync: Sync;
  readonly alerts: Alerts;
  readonly editable: boolean;
  readonly onSecret: (secret: string) => void;
}

export function AlertsForm({ sync, alerts, editable, onSecret }: AlertsFormProps) {
  const [draft, setDraft] = useState(() => writable(alerts));
  const queryClient = useQueryClient();
  const say = useToast();
  const save = useMutation({
    mutationFn: () => changeAlerts(sync.id, draft),
    onSuccess: (saved) => {
      queryClient.setQueryData(alertsQuery(sync.id).queryKey, saved);
      if (saved.signingSecret !== undefined) onSecret(saved.signingSecret);
      say('Alerts saved');
    },
  });
  const problems = problemsIn(save.error);
  const { rules, channel } = draft;
  const dirty = JSON.stringify(draft) !== JSON.stringify(writable(alerts));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="lg">
        <Panel title="What is watched" description="Looked at once a minute.">
          <Rules
            rules={rules}
            problems={problems}
            editable={editable}
            onChange={(changed) => setDraft({ ...draft, rules: changed })}
          />
        </Panel>
        <Panel
          title="Where it is told"
          aside={<TestButton sync={sync} possible={editable && alerts.channel !== null && !dirty} />}
        >
          <ChannelFields
            channel={channel}
            stored={alerts.channel}
            problems={problems}
            editable={editable}
            onChange={(changed) => setDraft({ ...draft, channel: changed })}
          />
          <Amount
            label="Told again after"
            suffix=" h"
            value={rules.repeatHours}
            min={1}
            max={168}
            error={undefined}
            editable={editable}
            onChange={(repeatHours) => setDraft({ ...draft, rules: { ...rules, repeatHours } })}
          />
        </Panel>
        {save.error && problems.length === 0 && (
          <Notice tone="bad" title="The alerts were not saved">
            {sentence(save.error.message)}
          </Notice>
        )}
        {editable && (
          <Group gap="xs">
            <Button type="submit" loading={save.isPending} disabled={!dirty}>
              Save alerts
            </Button>
            {dirty && (
              <Button variant="default" onClick={() => setDraft(writable(alerts))}>
                Discard
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </form>
  );
}

/** The address is write-only: absent, it stays. */
function writable({ rules, channel }: Alerts): WritableAlerts {
  return { rules, channel: channel && { kind: channel.kind } };
}
