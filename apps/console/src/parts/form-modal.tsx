import { Button, Group, Modal, Stack } from '@mantine/core';
import { type ReactNode } from 'react';
import { ApiError } from '../api/api-error.ts';
import { Notice, sentence } from './notice.tsx';

interface FormModalProps {
  readonly title: string;
  readonly action: string;
  readonly busy: boolean;
  readonly disabled?: boolean;
  /** Shown here unless it names fields: those show it themselves. */
  readonly error: Error | null;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A form in a dialog. */
export function FormModal({
  title,
  action,
  busy,
  disabled = false,
  error,
  onSubmit,
  onClose,
  children,
}: FormModalProps) {
  return (
    <Modal opened onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Stack>
          {children}
          {error && !namesFields(error) && (
            <Notice tone="bad" title="This was not done">
              {sentence(error.message)}
            </Notice>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={disabled}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function namesFields(error: Error): boolean {
  return error instanceof ApiError && error.problems.length > 0;
}
