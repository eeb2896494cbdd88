import { Anchor, Group, Stack, Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { type DeadLetter } from '../api/dead-letters.ts';
import { Rows } from '../parts/rows.tsx';
import { Ago } from '../parts/time.tsx';
import { kinds, reasonInWords } from './wording.ts';

interface LetterRowsProps {
  readonly letters: readonly DeadLetter[];
  readonly onLook: (id: string) => void;
  /** What each row begins with, for those who may change something. */
  readonly checkbox?: (letter: DeadLetter) => ReactNode;
}

export function LetterRows({ letters, onLook, checkbox }: LetterRowsProps) {
  return (
    <Rows
      label="Dead letters"
      columns={['Reason', 'Kochava said', 'Device', 'Version', 'Given up']}
      rows={letters.map((letter) => ({
        key: letter.id,
        cells: [
          <Group key="reason" gap="sm" wrap="nowrap">
            {checkbox?.(letter)}
            <Stack gap={0} align="flex-start">
              <Anchor component="button" type="button" size="sm" fw={550} ta="left" onClick={() => onLook(letter.id)}>
                {reasonInWords(letter.reason)}
              </Anchor>
              <Text size="xs" c="dimmed">
                {kinds[letter.kind]}
              </Text>
            </Stack>
          </Group>,
          <Reply key="reply" letter={letter} />,
          <Text key="device" size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
            {letter.device ?? '–'}
          </Text>,
          <Text key="version" size="sm">
            {letter.syncVersion === null ? '–' : `v${letter.syncVersion}`}
          </Text>,
          <Ago key="at" at={letter.at} />,
        ],
      }))}
    />
  );
}

function Reply({ letter: { reply, detail } }: { letter: DeadLetter }) {
  return (
    <Text size="sm" lineClamp={2} maw={360} style={{ overflowWrap: 'anywhere' }}>
      {reply === null ? detail || '–' : `${reply.status}, ${saidIn(reply.body)}`}
    </Text>
  );
}

/** What Kochava's reply says in words; else the reply as it is. */
function saidIn(body: string): string {
  const [, error] = /"error"\s*:\s*"((?:[^"\\]|\\.)+)"/.exec(body) ?? [];
  return error ?? body;
}
