import { Box, Group, Stack, Text } from '@mantine/core';
import { type Preview } from '../../api/preview.ts';
import { type Filter } from '../../api/syncs.ts';
import { Icon } from '../../parts/icon.tsx';
import { shown } from '../../history/wording.ts';
import { RequestView } from './request-view.tsx';
import classes from './preview-result.module.css';

/** The decision, each filter's part in it, and the requests. */
export function PreviewResult({ preview, filters }: { preview: Preview; filters: readonly Filter[] }) {
  const { decision, request, links } = preview;
  const sent = decision.what === 'sent';
  return (
    <Stack gap="md">
      <Box className={classes.decision} data-sent={sent}>
        <Icon name={sent ? 'check' : 'filter'} size={16} />
        <div>
          <Text size="sm" fw={600}>
            {sent
              ? 'The event is sent'
              : decision.what === 'filtered'
                ? 'The event is filtered'
                : 'The event is dropped'}
          </Text>
          {!sent && <Text size="sm">{decision.explanation}</Text>}
        </div>
      </Box>
      {filters.length > 0 && preview.filters.length === filters.length && (
        <Stack gap={4} component="ul" className={classes.filters ?? ''} aria-label="Filters">
          {preview.filters.map(({ holds, actual }, index) => (
            <FilterResult key={index} filter={filters[index]} holds={holds} actual={actual} />
          ))}
        </Stack>
      )}
      {request && <RequestView title="Post-install event" request={request} />}
      <Stack gap={6}>
        <Text size="sm" fw={600}>
          IdentityLink
        </Text>
        <Text size="sm" c="dimmed">
          {links.explanation}
        </Text>
        {links.requests.map((link, index) => (
          <RequestView key={index} request={link} />
        ))}
      </Stack>
    </Stack>
  );
}

function FilterResult({ filter, holds, actual }: { filter: Filter | undefined; holds: boolean; actual: unknown }) {
  return (
    <Group component="li" gap={6} wrap="nowrap" align="flex-start" className={classes.filter ?? ''} data-holds={holds}>
      <Icon name={holds ? 'check' : 'close'} size={14} style={{ marginTop: 2 }} />
      <Text size="xs">
        {filter?.property} {filter?.operator} {filter?.values.map(String).join(' or ')}
        {holds ? '' : ': does not hold'}, found {shown(actual)}
      </Text>
    </Group>
  );
}
