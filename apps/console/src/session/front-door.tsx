import { Center, Paper, Stack, Text, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { Mark } from '../layout/brand.tsx';

/** The page of somebody who is not in yet. */
export function FrontDoor({ title, help, children }: { title: string; help: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · kochava-stream`;
  }, [title]);
  return (
    <Center mih="100vh" p="md" component="main" bg="var(--ks-page)">
      <Stack w="100%" maw={420} gap="lg">
        <Stack align="center" gap={10}>
          <Mark size={44} />
          <Title order={1} size="h3" ta="center">
            {title}
          </Title>
          <Text c="dimmed" size="sm" ta="center">
            {help}
          </Text>
        </Stack>
        <Paper withBorder p="lg" shadow="xs">
          {children}
        </Paper>
      </Stack>
    </Center>
  );
}
