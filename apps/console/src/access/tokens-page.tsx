import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { tokensQuery, type Token } from '../api/access.ts';
import { projectsQuery } from '../api/projects.ts';
import { Icon } from '../parts/icon.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { Rows } from '../parts/rows.tsx';
import { Ago } from '../parts/time.tsx';
import { NewTokenForm } from './new-token-form.tsx';
import { RevokeToken } from './revoke-token.tsx';
import { accessInWords } from './wording.ts';

/** The tokens that programs use. */
export function Component() {
  const query = useInfiniteQuery(tokensQuery);
  const { data: projects = [] } = useQuery(projectsQuery);
  const [making, { open, close }] = useDisclosure(false);
  const [revoked, setRevoked] = useState<Token>();
  const cells = (token: Token) => [
    <Name key="name" token={token} />,
    <Text key="access" size="sm">
      {accessInWords(token.access, projects)}
    </Text>,
    token.lastUsedAt === null ? <Never key="used" /> : <Ago key="used" at={token.lastUsedAt} />,
    token.expiresAt === null ? <Never key="expires" /> : <Ago key="expires" at={token.expiresAt} />,
    <Group key="do" justify="flex-end">
      {token.revokedAt === null && (
        <Button
          variant="default"
          size="xs"
          onClick={() => setRevoked(token)}
          aria-label={`Revoke the token ${token.name}`}
        >
          Revoke
        </Button>
      )}
    </Group>,
  ];
  return (
    <Page
      title="API tokens"
      description="For programs that use the API: deployments, scripts, dashboards. A token opens no more than it is given."
      actions={
        <Button leftSection={<Icon name="add" size={16} />} onClick={open}>
          New token
        </Button>
      }
    >
      <Paged query={query}>
        {(pages) => {
          const tokens = pages.flatMap((page) => page.tokens);
          if (tokens.length === 0) {
            return (
              <Nothing
                icon="key"
                title="No token yet"
                whatToDo="Make one for each program, so that each can be revoked alone."
              />
            );
          }
          return (
            <Paper withBorder style={{ overflow: 'hidden' }}>
              <Rows
                label="API tokens"
                columns={['Token', 'Access', 'Last used', 'Expires', '']}
                rows={tokens.map((token) => ({ key: token.id, cells: cells(token) }))}
              />
            </Paper>
          );
        }}
      </Paged>
      {making && <NewTokenForm onClose={close} />}
      {revoked && <RevokeToken token={revoked} onClose={() => setRevoked(undefined)} />}
    </Page>
  );
}

function Never() {
  return (
    <Text size="sm" c="dimmed">
      never
    </Text>
  );
}

function Name({ token }: { token: Token }) {
  return (
    <Stack gap={0} miw={0}>
      <Group gap="xs">
        <Text size="sm" fw={550}>
          {token.name}
        </Text>
        {token.revokedAt !== null && (
          <Badge size="sm" radius="sm" color="gray" variant="default" tt="none">
            revoked
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        made <Ago at={token.createdAt} size="xs" />
        {token.createdBy !== null && ` by ${token.createdBy}`}
      </Text>
    </Stack>
  );
}
