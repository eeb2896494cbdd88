import { Avatar, Box, Group, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { signOut } from '../api/session.ts';
import { Icon } from '../parts/icon.tsx';
import { useToast } from '../parts/toast.tsx';
import { sessionQuery } from './session.ts';

const schemes = [
  { value: 'light', label: 'Light', icon: 'sun' },
  { value: 'dark', label: 'Dark', icon: 'moon' },
  { value: 'auto', label: 'As the system', icon: 'refresh' },
] as const;

/** Who is signed in, how the console looks, and the way out. */
export function UserMenu() {
  const { data: session } = useQuery(sessionQuery);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const leave = useSignOut();
  if (!session) return null;
  const { name, email } = session;
  return (
    <Menu position="top-start" width={216}>
      <Menu.Target>
        <UnstyledButton w="100%" p={6}>
          <Group gap="sm" wrap="nowrap">
            <Avatar size={32} radius="xl" name={name} color="brand" aria-hidden="true" />
            <Box miw={0} flex={1}>
              <Text size="sm" fw={550} truncate>
                {name}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {email}
              </Text>
            </Box>
            <Icon name="chevronDown" size={14} />
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Appearance</Menu.Label>
        {schemes.map(({ value, label, icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon name={icon} size={16} />}
            rightSection={colorScheme === value ? <Icon name="check" size={14} /> : null}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="lock" size={16} />} onClick={() => void navigate('/account')}>
          Change password
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="logout" size={16} />} onClick={leave}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function useSignOut(): () => void {
  const queryClient = useQueryClient();
  const say = useToast();
  return () => {
    signOut().then(
      () => {
        queryClient.clear();
        queryClient.setQueryData(sessionQuery.queryKey, null);
      },
      (error: Error) => say('You are still signed in', error.message, { bad: true }),
    );
  };
}
