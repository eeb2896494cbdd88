import { Stack, Text } from '@mantine/core';
import { type TestResult } from '../../api/preview.ts';
import { Json } from '../../parts/json.tsx';
import { Notice } from '../../parts/notice.tsx';
import { seconds } from '../../parts/numbers.ts';

const titles = { event: 'Event', link: 'IdentityLink' } as const;

/** What Kochava answered to each request of a test. */
export function TestReplies({ result }: { result: TestResult }) {
  if (result.sent.length === 0) {
    return (
      <Notice tone="warning" title="Nothing was sent">
        {result.preview.decision.explanation}
      </Notice>
    );
  }
  return (
    <Stack gap="sm">
      {result.sent.map(({ request, outcome, explanation, reply, tookMs }, index) => (
        <Stack key={index} gap={6}>
          <Notice tone={outcome === 'accepted' ? 'good' : 'bad'} title={`${titles[request.kind]}: ${said(outcome)}`}>
            {explanation}
            {tookMs !== null && ` It took ${seconds(tookMs / 1000)}.`}
          </Notice>
          {reply && (
            <>
              <Text size="xs" fw={600}>
                Kochava’s reply
              </Text>
              <Json value={`${reply.status}\n\n${reply.body}`} label={`Reply to the ${titles[request.kind]}`} />
            </>
          )}
        </Stack>
      ))}
    </Stack>
  );
}

function said(outcome: TestResult['sent'][number]['outcome']): string {
  if (outcome === 'accepted') return 'accepted by Kochava';
  return outcome === 'failed' ? 'not accepted' : 'no answer is known';
}
