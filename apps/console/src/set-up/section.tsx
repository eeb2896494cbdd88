import { Badge, Box, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import classes from './section.module.css';

interface SectionProps {
  readonly step: number;
  readonly title: string;
  readonly help: ReactNode;
  readonly optional?: boolean;
  /** A switch or the like at the right of the title. */
  readonly aside?: ReactNode;
  readonly children?: ReactNode;
}

/** One step of the set-up. */
export function Section({ step, title, help, optional = false, aside, children }: SectionProps) {
  const heading = useId();
  return (
    <Paper withBorder component="section" aria-labelledby={heading} p={{ base: 'md', sm: 'lg' }}>
      <Group align="flex-start" gap="md" wrap="nowrap">
        <Box className={classes.step} aria-hidden="true">
          {step}
        </Box>
        <Stack gap="md" flex={1} miw={0} className={classes.content ?? ''}>
          <Box>
            <Group justify="space-between" gap="xs">
              <Group gap="xs">
                <Title order={2} size="h4" id={heading}>
                  {title}
                </Title>
                {optional && (
                  <Badge variant="default" size="sm" radius="sm" tt="none" fw={500}>
                    optional
                  </Badge>
                )}
              </Group>
              {aside}
            </Group>
            <Text size="sm" c="dimmed" mt={4} component="div">
              {help}
            </Text>
          </Box>
          {children}
        </Stack>
      </Group>
    </Paper>
  );
}
