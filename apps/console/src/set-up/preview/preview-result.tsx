import { Box, Group, Stack, Text } from '@mantine/core';
import { type Preview } from '../../api/preview.ts';
import { type Filter } from '../../api/syncs.ts';
import { Icon } from '../../parts/icon.tsx';
import { shown } from '../../history/wording.ts';
import { RequestView } from './request-view.tsx';
import classes from './preview-result.module.css';

const said: Readonly<Record<Preview['decision']['what'], string>> = {
  sent: 'The event is sent',
  filtered: 'The event is filtered',
  dropped: 'The event is dropped',
};

interface PreviewResultProps {
  readonly preview: Preview;
  readonly filters: readonly Filter[];
  /** Of a sync of installs, which has no links. */
  readonly installs: boolean;
}

/** The decision, each filter's part in it, and the requests. */
export function PreviewResult({ preview, filters, installs }: PreviewResultProps) {
  const { decision, request, links } = preview;
  const sent = decision.what === 'sent';
  return (
    <Stack gap="md">
      <Box className={classes.decision} data-sent={sent}>
        <Icon name={sent ? 'check' : 'filter'} size={16} />
        <div>
          <Text size="sm" fw={600}>
            {said[decision.what]}
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
      {request && <RequestView title={installs ? 'Install' : 'Post-install event'} request={request} />}
      {!installs && <Links links={links} />}
    </Stack>
  );
}

function Links({ links: { explanation, requests } }: Pick<Preview, 'links'>) {
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        IdentityLink
      </Text>
      <Text size="sm" c="dimmed">
        {explanation}
      </Text>
      {requests.map((link, index) => (
        <RequestView key={index} request={link} />
      ))}
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
