import { Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { type NewPostbackSecret } from '../../api/postbacks.ts';
import { Json } from '../../parts/json.tsx';

/** The whole URL, and what to do with it: its secret is not kept. */
export function UrlShownOnce({ made, onClose }: { made: NewPostbackSecret; onClose: () => void }) {
  const { url, path, example } = made;
  return (
    <Modal
      opened
      onClose={onClose}
      title="Copy the postback URL now"
      centered
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Text size="sm">
          The secret in it is not shown again. Whoever has the URL can say that a device has the app: treat it like a
          password.
        </Text>
        <Json value={`${url ?? path}?${example}`} label="Postback URL" />
        {url === null && (
          <Text size="sm" c="dimmed">
            Put the address of your ingest service before it, such as https://ingest.example.com.
          </Text>
        )}
        <List size="sm" spacing={4}>
          <List.Item>At Kochava: App Configurations, Partner Configuration, Add a Custom Postback.</List.Item>
          <List.Item>Event Install, all installs, redelivery on failure up to 10 attempts.</List.Item>
          <List.Item>
            Put Kochava’s macros in the place of what stands in braces; leave out what you do not have.
          </List.Item>
        </List>
        <Group justify="flex-end">
          <Button onClick={onClose}>I have copied it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
