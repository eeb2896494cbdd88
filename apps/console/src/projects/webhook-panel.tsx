import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  addWebhookSecret,
  projectsQuery,
  removeWebhookSecret,
  type NewWebhookSecret,
  type Project,
} from '../api/projects.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Icon } from '../parts/icon.tsx';
import { Notice, sentence } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { Ago } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';
import { WebhookShownOnce } from './webhook-shown-once.tsx';

/** Amplitude sends here by itself: its webhook and the secrets that it proves itself with. */
export function WebhookPanel({ project }: { project: Project }) {
  const managing = useMay('admin', project.id);
  const [made, setMade] = useState<NewWebhookSecret>();
  const [removing, setRemoving] = useState<string>();
  const queryClient = useQueryClient();
  const settled = () => queryClient.invalidateQueries({ queryKey: projectsQuery.queryKey });
  const add = useMutation({ mutationFn: () => addWebhookSecret(project.id), onSuccess: setMade, onSettled: settled });
  return (
    <Panel
      title="Amplitude’s webhook streaming"
      description="For apps that send to Amplitude already: Amplitude calls ingest for every event and every changed user."
      aside={
        managing && (
          <Button
            variant="default"
            size="xs"
            leftSection={<Icon name="add" size={14} />}
            loading={add.isPending}
            onClick={() => add.mutate()}
          >
            Make a secret
          </Button>
        )
      }
    >
      {project.webhookSecrets.length === 0 && (
        <Text size="sm" c="dimmed">
          {managing
            ? 'No secret yet, so no call is taken. Make one, and put it into the headers of Amplitude’s webhook.'
            : 'No secret yet, so no call is taken. An admin of this project can make one.'}
        </Text>
      )}
      {project.webhookSecrets.map(({ fingerprint, createdAt }) => (
        <Group key={fingerprint} justify="space-between" gap="sm" wrap="nowrap">
          <Text size="sm">
            Secret{' '}
            <Text span ff="monospace" size="xs">
              {fingerprint}
            </Text>
            <Text span size="xs" c="dimmed">
              {' '}
              made <Ago at={createdAt} size="xs" />
            </Text>
          </Text>
          {managing && (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => setRemoving(fingerprint)}
              aria-label={`Remove secret ${fingerprint}`}
            >
              Remove
            </Button>
          )}
        </Group>
      ))}
      {add.error && (
        <Notice tone="bad" title="No secret was made">
          {sentence(add.error.message)}
        </Notice>
      )}
      {made && <WebhookShownOnce made={made} onClose={() => setMade(undefined)} />}
      {removing !== undefined && (
        <Remove
          project={project.id}
          fingerprint={removing}
          onSettled={settled}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </Panel>
  );
}

interface RemoveProps {
  readonly project: string;
  readonly fingerprint: string;
  readonly onSettled: () => Promise<void>;
  readonly onClose: () => void;
}

function Remove({ project, fingerprint, onSettled, onClose }: RemoveProps) {
  const remove = useMutation({
    mutationFn: () => removeWebhookSecret(project, fingerprint),
    onSuccess: onClose,
    onSettled,
  });
  return (
    <Confirm
      opened
      title="Remove this secret?"
      action="Remove secret"
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <Stack gap="xs">
        <Text size="sm">Calls of Amplitude with the secret {fingerprint} are refused from now on.</Text>
        {remove.error && (
          <Notice tone="bad" title="It was not removed">
            {sentence(remove.error.message)}
          </Notice>
        )}
      </Stack>
    </Confirm>
  );
}
