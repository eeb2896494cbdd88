import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { revokeToken, type Token } from '../api/access.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Notice, sentence } from '../parts/notice.tsx';
import { useToast } from '../parts/toast.tsx';

export function RevokeToken({ token, onClose }: { token: Token; onClose: () => void }) {
  const queryClient = useQueryClient();
  const say = useToast();
  const revoke = useMutation({
    mutationFn: () => revokeToken(token.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['tokens'] });
      say(`The token “${token.name}” was revoked`);
      onClose();
    },
  });
  return (
    <Confirm
      opened
      title={`Revoke “${token.name}”?`}
      action="Revoke"
      danger
      busy={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        It opens nothing any more, within seconds. This cannot be undone: the program needs a new token.
      </Text>
      {revoke.error && (
        <Notice tone="bad" title="It was not revoked">
          {sentence(revoke.error.message)}
        </Notice>
      )}
    </Confirm>
  );
}
