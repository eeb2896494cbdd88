import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { type Preview } from '../../api/preview.ts';
import { labelOf } from '../../history/wording.ts';
import { asSentence } from '../../parts/field-problems.ts';
import { Notice, sentence } from '../../parts/notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { problemsIn } from '../../parts/problems-in.ts';
import { type SetUp } from '../use-set-up.ts';
import { exampleEvent, type Platform } from './examples.ts';
import { RecentEvents } from './recent-events.tsx';
import { PreviewResult } from './preview-result.tsx';
import { TestSend } from './test-send.tsx';
import { usePreview } from './use-preview.ts';

/** An event, and what the sync as it stands in the form would make of it. */
export function PreviewPanel({ setUp, editable }: { setUp: SetUp; editable: boolean }) {
  const [platform, setPlatform] = useState<Platform>('ios');
  // Undefined = the example, which follows the form.
  const [typed, setTyped] = useState<string>();
  const text = typed ?? exampleEvent(platform, setUp.draft);
  const { preview, event } = usePreview(setUp, text);
  const example = (of: Platform, label: string) => (
    <Button
      size="compact-xs"
      variant={typed === undefined && platform === of ? 'light' : 'default'}
      onClick={() => {
        setPlatform(of);
        setTyped(undefined);
      }}
    >
      {label}
    </Button>
  );
  return (
    <Panel
      title="What will be sent"
      description="Exactly what Kochava would get for an event, with your unsaved changes. Nothing is sent by this."
      id="preview"
    >
      <Stack gap="sm">
        <Group gap={6}>
          <Text size="xs" c="dimmed">
            Example:
          </Text>
          {example('ios', 'iOS')}
          {example('android', 'Android')}
          <RecentEvents project={setUp.base.project} onChoose={setTyped} />
        </Group>
        <Textarea
          label="Amplitude event"
          description="Change it, or paste one of yours: from an SDK’s log, an export, a webhook."
          value={text}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={event.why}
          autosize
          minRows={6}
          maxRows={12}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        />
      </Stack>
      <div aria-live="polite">
        {preview.data && (
          <PreviewResult
            preview={preview.data}
            filters={setUp.draft.sendEvents.filters}
            installs={setUp.base.kind === 'install'}
          />
        )}
        {preview.error && <Refusal error={preview.error} />}
      </div>
      {editable && event.ok && preview.data && (
        <TestSend
          key={JSON.stringify(event.value)}
          setUp={setUp}
          event={event.value}
          possible={sendsSomething(preview.data)}
        />
      )}
    </Panel>
  );
}

function sendsSomething({ request, links }: Preview): boolean {
  return request !== null || links.requests.length > 0;
}

function Refusal({ error }: { error: Error }) {
  const problems = problemsIn(error);
  return (
    <Notice tone="warning" title="No preview">
      {problems.length === 0 ? (
        sentence(error.message)
      ) : (
        <Stack gap={2}>
          {problems.map(({ field, problem }) => (
            <Text key={field} size="sm">
              {field.startsWith('/event')
                ? `${field.replace(/^\/event\/?/, '') || 'event'}: ${asSentence(problem)}`
                : asSentence(problem, labelOf(field))}
            </Text>
          ))}
        </Stack>
      )}
    </Notice>
  );
}
