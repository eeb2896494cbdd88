import { Anchor, Group } from '@mantine/core';
import { Identifier } from '../parts/copy.tsx';
import { Icon } from '../parts/icon.tsx';

/** Where traces can be looked at, their id at its end or for {traceId}; '' = nowhere. The config service says so. */
const address = document.querySelector<HTMLMetaElement>('meta[name=trace-url]')?.content ?? '';
const template = address.includes('{traceId}') ? address : `${address}{traceId}`;

/** The trace, where there is a place to look at it; else its id. */
export function TraceLink({ traceId }: { traceId: string }) {
  if (!address.startsWith('http')) return <Identifier value={traceId} what="trace id" />;
  return (
    <Anchor href={template.replaceAll('{traceId}', traceId)} target="_blank" rel="noreferrer" size="sm">
      <Group gap={6} wrap="nowrap">
        Open its trace <Icon name="external" size={14} />
      </Group>
    </Anchor>
  );
}
