import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { Json } from '../parts/json.tsx';

/** The secret by which the receiver knows that a message is ours. */
export function ShownOnce({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title="Copy the signing secret now"
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Text size="sm">
          Your receiver checks with it that a message comes from here. It is stored encrypted, and is not shown again.
        </Text>
        <Json value={secret} label="Signing secret" />
        <Group justify="flex-end">
          <Button onClick={onClose}>I have copied it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
