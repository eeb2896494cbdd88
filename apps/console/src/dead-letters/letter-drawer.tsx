import { Drawer, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { letterQuery, type WholeDeadLetter } from '../api/dead-letters.ts';
import { type Sync } from '../api/syncs.ts';
import { counted } from '../parts/ago.ts';
import { Json } from '../parts/json.tsx';
import { readable } from '../parts/readable.ts';
import { TraceLink } from '../live/trace-link.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { exact } from '../parts/time.tsx';
import { hindrances, kinds, reasonInWords } from './wording.ts';

/** One letter: what was sent to us, what we sent, what Kochava said. Nothing of it can be edited. */
export function LetterDrawer({ sync, letter, onClose }: { sync: Sync; letter: string; onClose: () => void }) {
  const query = useQuery(letterQuery(sync.id, letter));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="xl"
      title="Dead letter"
      closeButtonProps={{ 'aria-label': 'Close' }}
      styles={{ title: { fontWeight: 650 } }}
    >
      <Loaded query={query}>{(whole) => <Whole letter={whole} />}</Loaded>
    </Drawer>
  );
}

function Whole({ letter }: { letter: WholeDeadLetter }) {
  const { request, reply, event, link, message, hindered } = letter;
  return (
    <Stack gap="md">
      <div>
        <Text fw={600}>
          {kinds[letter.kind]}: {reasonInWords(letter.reason)}
        </Text>
        {letter.detail !== '' && <Text size="sm">{letter.detail}</Text>}
        <Text size="xs" c="dimmed">
          Given up by {letter.source} after {counted(letter.attempts, 'attempt')}, {exact(new Date(letter.at))}
          {letter.syncVersion !== null && `, mapped with version ${letter.syncVersion}`}
        </Text>
        {hindered.current && (
          <Text size="sm" mt="xs">
            Cannot be replayed with the current version: {hindrances[hindered.current]}.
          </Text>
        )}
      </div>
      <Part title="You sent" value={event} nothing="The event is not stored any more." />
      {link && <Part title="To be linked" value={link} />}
      <Part
        title="We sent"
        value={request && `POST ${request.path}\nUser-Agent: ${request.userAgent}\n\n${readable(request.body)}`}
        nothing="Nothing was sent."
      />
      <Part
        title="Kochava said"
        value={reply && `${reply.status}\n\n${readable(reply.body)}`}
        nothing="There was no reply."
      />
      {message && <Part title={`Message on ${message.subject}`} value={message.text} />}
      {letter.traceId !== null && (
        <Part title="Trace">
          <TraceLink traceId={letter.traceId} />
        </Part>
      )}
    </Stack>
  );
}

interface PartProps {
  readonly title: string;
  readonly value?: unknown;
  readonly nothing?: string;
  /** In place of a value. */
  readonly children?: ReactNode;
}

function Part({ title, value, nothing, children }: PartProps) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      {children ??
        (value === null || value === undefined ? (
          <Text size="sm" c="dimmed">
            {nothing}
          </Text>
        ) : (
          <Json value={value} label={title} />
        ))}
    </Stack>
  );
}
