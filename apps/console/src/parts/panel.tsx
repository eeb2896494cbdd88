import { Box, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';

interface PanelProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** Anchor for links that lead here. */
  readonly id?: string;
}

/** A titled box of a page. */
export function Panel({ title, description, aside, children, id }: PanelProps) {
  const heading = useId();
  return (
    <Paper withBorder component="section" aria-labelledby={heading} id={id} p={{ base: 'md', sm: 'lg' }} miw={0}>
      <Stack gap="md">
        <Group justify="space-between" align="flex-start" gap="sm">
          <Box miw={0} flex="1 1 220px">
            <Title order={2} size="h4" id={heading}>
              {title}
            </Title>
            {description !== undefined && (
              <Text size="sm" c="dimmed" mt={2} component="div">
                {description}
              </Text>
            )}
          </Box>
          {aside}
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}
