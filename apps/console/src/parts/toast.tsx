import { Box, Notification, Stack } from '@mantine/core';
import { createContext, use, useCallback, useState, type ReactNode } from 'react';
import { Icon } from './icon.tsx';

interface Toast {
  readonly id: number;
  readonly title: string;
  readonly message?: string;
  readonly bad: boolean;
}

type Say = (title: string, message?: string, options?: { bad?: boolean }) => void;

const Toasts = createContext<Say>(() => undefined);
/** Says that something was done; it goes away by itself, and is read out. */
export function useToast(): Say {
  return use(Toasts);
}

const shownMs = 6000;

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const say = useCallback<Say>(
    (title, message, options) => {
      const id = performance.now();
      setToasts((all) => [...all.slice(-2), { id, title, bad: options?.bad ?? false, ...(message && { message }) }]);
      setTimeout(() => drop(id), shownMs);
    },
    [drop],
  );
  return (
    <Toasts value={say}>
      {children}
      <Box pos="fixed" bottom={16} right={16} w={{ base: 'calc(100% - 32px)', xs: 360 }} style={{ zIndex: 400 }}>
        <Stack gap="xs" aria-live="polite" role="status">
          {toasts.map(({ id, title, message, bad }) => (
            <Notification
              key={id}
              withBorder
              title={title}
              color={bad ? 'red' : 'brand'}
              icon={<Icon name={bad ? 'warning' : 'check'} />}
              onClose={() => drop(id)}
              closeButtonProps={{ 'aria-label': 'Close this message' }}
            >
              {message}
            </Notification>
          ))}
        </Stack>
      </Box>
    </Toasts>
  );
}
