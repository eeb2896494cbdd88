import { Button, Tooltip } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { testAlert } from '../api/alerts.ts';
import { type Sync } from '../api/syncs.ts';
import { Icon } from '../parts/icon.tsx';
import { sentence } from '../parts/notice.tsx';
import { useToast } from '../parts/toast.tsx';

/** Sends a notice now, to see whether it arrives. */
export function TestButton({ sync, possible }: { sync: Sync; possible: boolean }) {
  const say = useToast();
  const test = useMutation({
    mutationFn: () => testAlert(sync.id),
    onSuccess: ({ delivered, status, problem }) =>
      delivered
        ? say('The test notice has arrived', `The receiver answered ${status ?? 'nothing'}.`)
        : say('The test notice has not arrived', sentence(problem ?? 'the receiver did not take it'), { bad: true }),
    onError: (error) => say('The test notice was not sent', sentence(error.message), { bad: true }),
  });
  return (
    <Tooltip label="Save an address first" disabled={possible}>
      <Button
        size="xs"
        variant="default"
        leftSection={<Icon name="send" size={14} />}
        onClick={() => test.mutate()}
        loading={test.isPending}
        disabled={!possible}
      >
        Send a test notice
      </Button>
    </Tooltip>
  );
}
