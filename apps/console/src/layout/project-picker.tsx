import { Button, Menu, Text } from '@mantine/core';
import { useNavigate } from 'react-router';
import { type Project } from '../api/projects.ts';
import { Icon } from '../parts/icon.tsx';
import { useIsAdmin } from '../session/session.ts';

/** Which Amplitude project the pages are about. */
export function ProjectPicker({ projects, chosen }: { projects: readonly Project[]; chosen: string | undefined }) {
  const navigate = useNavigate();
  const admin = useIsAdmin();
  const current = projects.find(({ id }) => id === chosen);
  if (projects.length === 0 && !admin) return null;
  return (
    <Menu width="target" position="bottom-start">
      <Menu.Target>
        <Button
          variant="default"
          fullWidth
          justify="flex-start"
          styles={{ label: { flex: 1, textAlign: 'left' } }}
          leftSection={<Icon name="project" size={16} />}
          rightSection={<Icon name="chevronDown" size={14} />}
          aria-label={`Project: ${current?.name ?? 'none yet'}. Change it`}
        >
          <Text span size="sm" fw={550} truncate>
            {current?.name ?? 'No project yet'}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {projects.map(({ id, name }) => (
          <Menu.Item
            key={id}
            onClick={() => void navigate(`/projects/${id}/syncs`)}
            rightSection={id === chosen ? <Icon name="check" size={14} /> : null}
          >
            {name}
          </Menu.Item>
        ))}
        {projects.length > 0 && admin && <Menu.Divider />}
        {admin && (
          <Menu.Item leftSection={<Icon name="add" size={14} />} onClick={() => void navigate('/projects/new')}>
            New project
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
