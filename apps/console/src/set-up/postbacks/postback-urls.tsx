import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  addPostbackSecret,
  postbackSecretsQuery,
  removePostbackSecret,
  type NewPostbackSecret,
} from '../../api/postbacks.ts';
import { syncQuery } from '../../api/syncs.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Notice, sentence } from '../../parts/notice.tsx';
import { Ago } from '../../parts/time.tsx';
import { UrlShownOnce } from './url-shown-once.tsx';

interface PostbackUrlsProps {
  readonly sync: string;
  readonly editable: boolean;
  /** A URL is a change of the sync too: the form's own come first. */
  readonly unsaved: boolean;
}

/** The URLs that are open, and what an editor does with them: at once, not with the rest of the form. */
export function PostbackUrls({ sync, editable, unsaved }: PostbackUrlsProps) {
  const { data } = useQuery(postbackSecretsQuery(sync));
  const [made, setMade] = useState<NewPostbackSecret>();
  const [closing, setClosing] = useState<string>();
  const queryClient = useQueryClient();
  const settled = async () => {
    await queryClient.invalidateQueries({ queryKey: postbackSecretsQuery(sync).queryKey });
    await queryClient.invalidateQueries({ queryKey: syncQuery(sync).queryKey });
  };
  const add = useMutation({ mutationFn: () => addPostbackSecret(sync), onSuccess: setMade, onSettled: settled });
  const secrets = data?.secrets ?? [];
  return (
    <Stack gap="xs">
      <div>
        <Text size="sm" fw={550}>
          Postback URL
        </Text>
        <Text size="xs" c="dimmed">
          {secrets.length === 0
            ? 'None yet: make one, and paste it at Kochava as a Custom Postback for installs.'
            : 'Kochava tells of installs here. To change it: make another one, paste it at Kochava, then close the old one.'}
        </Text>
      </div>
      {secrets.map(({ id, addedAt }) => (
        <Group key={id} gap="sm" justify="space-between" wrap="nowrap">
          <Text size="sm">
            Secret{' '}
            <Text span ff="monospace" size="xs">
              {id}
            </Text>
            <Text span size="xs" c="dimmed">
              {' '}
              made <Ago at={addedAt} size="xs" />
            </Text>
          </Text>
          {editable && (
            <Button
              size="compact-xs"
              variant="default"
              disabled={unsaved}
              onClick={() => setClosing(id)}
              aria-label={`Close URL ${id}`}
            >
              Close
            </Button>
          )}
        </Group>
      ))}
      {add.error && (
        <Notice tone="bad" title="No URL was made">
          {sentence(add.error.message)}
        </Notice>
      )}
      {editable && (
        <Group gap="sm">
          <Button
            variant="default"
            size="xs"
            leftSection={<Icon name="add" size={14} />}
            loading={add.isPending}
            disabled={unsaved}
            onClick={() => add.mutate()}
          >
            Make a postback URL
          </Button>
          {unsaved && (
            <Text size="xs" c="dimmed">
              Save your changes first.
            </Text>
          )}
        </Group>
      )}
      {made && <UrlShownOnce made={made} onClose={() => setMade(undefined)} />}
      {closing !== undefined && (
        <CloseUrl sync={sync} secret={closing} onSettled={settled} onClose={() => setClosing(undefined)} />
      )}
    </Stack>
  );
}

interface CloseUrlProps {
  readonly sync: string;
  readonly secret: string;
  readonly onSettled: () => Promise<void>;
  readonly onClose: () => void;
}

function CloseUrl({ sync, secret, onSettled, onClose }: CloseUrlProps) {
  const close = useMutation({
    mutationFn: () => removePostbackSecret(sync, secret),
    onSuccess: onClose,
    onSettled,
  });
  return (
    <Confirm
      opened
      title="Close this URL?"
      action="Close URL"
      danger
      busy={close.isPending}
      onConfirm={() => close.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        What Kochava sends there from now on is refused. The secret {secret} cannot be opened again.
      </Text>
      {close.error && (
        <Notice tone="bad" title="It was not closed">
          {sentence(close.error.message)}
        </Notice>
      )}
    </Confirm>
  );
}
