import { Anchor, List, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { projectsQuery } from '../api/projects.ts';
import { Identifier } from '../parts/copy.tsx';
import { Json } from '../parts/json.tsx';
import { LoadFailed } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { Panel } from '../parts/panel.tsx';
import { WebhookPanel } from './webhook-panel.tsx';

/** How events get here. */
export function Component() {
  const { project: id = '' } = useParams();
  const { data: projects, error, refetch } = useQuery(projectsQuery);
  const project = projects?.find((one) => one.id === id);
  if (error) return <LoadFailed error={error} retry={() => void refetch()} />;
  return (
    <Page
      title="Connect an app"
      description="Amplitude SDKs send here unchanged: only their server URL is another one."
    >
      <Panel title="API key" description="What apps of this project send, and what says that their events belong here.">
        {project === undefined ? (
          <Skeleton h={20} w={260} />
        ) : (
          <Stack gap={4}>
            {project.apiKeys.map((key) => (
              <Identifier key={key} value={key} what="API key" />
            ))}
          </Stack>
        )}
      </Panel>
      <Panel
        title="Amplitude SDK"
        description="In every Amplitude SDK the option is called serverUrl. Put the address of your ingest service in place of ingest.example.com."
      >
        <Json label="SDK example" value={sdkExample(project?.apiKeys[0] ?? '')} />
        <Text size="sm" c="dimmed">
          Other ways in:
        </Text>
        <List size="sm" spacing={4} c="dimmed">
          <List.Item>HTTP API, as Amplitude’s: POST /2/httpapi, /batch, /identify and /groupidentify</List.Item>
          <List.Item>
            What is refused is answered in Amplitude’s own form, so that SDKs repeat what may be repeated.{' '}
            <Anchor
              size="sm"
              underline="always"
              href="https://amplitude.com/docs/apis/analytics/http-v2"
              target="_blank"
              rel="noreferrer"
            >
              Amplitude’s HTTP V2 API
            </Anchor>
          </List.Item>
        </List>
      </Panel>
      {project && <WebhookPanel project={project} />}
    </Page>
  );
}

function sdkExample(apiKey: string): string {
  return `import { init } from '@amplitude/analytics-node';

init('${apiKey}', { serverUrl: 'https://ingest.example.com/2/httpapi' });`;
}
