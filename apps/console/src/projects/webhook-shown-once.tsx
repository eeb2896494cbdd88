import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type NewWebhookSecret } from '../api/projects.ts';
import { Json } from '../parts/json.tsx';

/** What goes into Amplitude's webhook; the secret is not shown again. */
export function WebhookShownOnce({ made, onClose }: { made: NewWebhookSecret; onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title="Copy the webhook secret now"
      centered
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Text size="sm">
          In Amplitude: Data Destinations, Webhook. Use this URL with the address of your ingest service, and this
          header. The default body will do, for events and for users. The secret is not shown again.
        </Text>
        <Json value={`https://ingest.example.com${made.path}`} label="Webhook URL" />
        <Json value={`${made.header}: ${made.secret}`} label="Webhook header" />
        <Group justify="flex-end">
          <Button onClick={onClose}>I have copied it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
