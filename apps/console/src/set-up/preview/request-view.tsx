import { Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { type KochavaRequest } from '../../api/preview.ts';
import { Json } from '../../parts/json.tsx';
import { readable } from '../../parts/readable.ts';

/** One request to Kochava, to be read or byte for byte. */
export function RequestView({ title, request }: { title?: string; request: KochavaRequest }) {
  const [form, setForm] = useState('readable');
  const { method, path, headers, body } = request;
  const head = `${method} ${path}\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}`;
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {title ?? 'Request'}
        </Text>
        <SegmentedControl
          size="xs"
          value={form}
          onChange={setForm}
          data={[
            { value: 'readable', label: 'Readable' },
            { value: 'exact', label: 'Exact' },
          ]}
          aria-label={`Form of the ${title ?? 'request'}`}
        />
      </Group>
      <Json
        value={`${head}\n\n${form === 'exact' ? body : readable(body)}`}
        label={title ?? 'IdentityLink request'}
        maxHeight={360}
      />
    </Stack>
  );
}
