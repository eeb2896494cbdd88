import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { labelOf } from '../../history/wording.ts';
import { sendTest, type TestResult } from '../../api/preview.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { asSentence } from '../../parts/field-problems.ts';
import { Icon } from '../../parts/icon.tsx';
import { Notice, sentence } from '../../parts/notice.tsx';
import { problemsIn } from '../../parts/problems-in.ts';
import { type SetUp } from '../use-set-up.ts';
import { TestReplies } from './test-replies.tsx';

interface TestSendProps {
  readonly setUp: SetUp;
  readonly event: unknown;
  /** Something would be sent. */
  readonly possible: boolean;
}

/** Sends the event to Kochava for real, once, and shows what came back. */
export function TestSend({ setUp, event, possible }: TestSendProps) {
  const [asking, setAsking] = useState(false);
  const { base, patch, draft } = setUp;
  const shown = useRef<HTMLDivElement>(null);
  const test = useMutation<TestResult, Error>({
    mutationFn: () => sendTest(base.id, event, patch),
    onSettled: () => setAsking(false),
  });
  const ended = test.data ?? test.error;
  useEffect(() => {
    if (ended) shown.current?.scrollIntoView({ block: 'nearest' });
  }, [ended]);
  return (
    <Stack gap="sm">
      <Group>
        <Button
          variant="default"
          leftSection={<Icon name="send" size={16} />}
          onClick={() => setAsking(true)}
          disabled={!possible}
        >
          Send as a test
        </Button>
      </Group>
      <div aria-live="polite" ref={shown}>
        {test.data && <TestReplies result={test.data} />}
        {test.error && <NotSent error={test.error} />}
      </div>
      <Confirm
        opened={asking}
        title="Send this to Kochava?"
        action="Send test"
        busy={test.isPending}
        onConfirm={() => test.mutate()}
        onClose={() => setAsking(false)}
      >
        <Text size="sm">
          It goes to the app <b>{draft.appGuid === '' ? 'without a GUID' : draft.appGuid}</b> as a real event: Kochava
          has no test mode, and it will be in the app’s data. Use an App GUID of a test app if you have one.
        </Text>
        <Text size="sm" c="dimmed">
          Tests are not counted here, and confirm no device.
        </Text>
      </Confirm>
    </Stack>
  );
}

function NotSent({ error }: { error: Error }) {
  const problems = problemsIn(error);
  return (
    <Notice tone="bad" title="The test was not sent">
      {problems.length === 0
        ? sentence(error.message)
        : problems.map(({ field, problem }) => (
            <Text key={field} size="sm">
              {asSentence(problem, labelOf(field))}
            </Text>
          ))}
    </Notice>
  );
}
