import { EmptyState, Paper } from '@mantine/core';
import { type ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface NothingProps {
  readonly icon: IconName;
  readonly title: string;
  readonly whatToDo: ReactNode;
  readonly action?: ReactNode;
  /** Inside a panel there is a frame already. */
  readonly framed?: boolean;
}

/** Nothing is here yet, and what to do so that there will be. */
export function Nothing({ icon, title, whatToDo, action, framed = true }: NothingProps) {
  const content = (
    <EmptyState
      icon={<Icon name={icon} size={28} />}
      withIndicatorBackground
      title={title}
      description={whatToDo}
      maw={520}
      mx="auto"
    >
      {action && <EmptyState.Actions>{action}</EmptyState.Actions>}
    </EmptyState>
  );
  return framed ? (
    <Paper withBorder px="lg" py={48}>
      {content}
    </Paper>
  ) : (
    content
  );
}
