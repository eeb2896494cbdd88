import { Fieldset, Group, NativeSelect, Radio, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Access, type Role } from '../api/access.ts';
import { projectsQuery } from '../api/projects.ts';
import { useIsAdmin } from '../session/session.ts';
import { roleHelp } from './wording.ts';

interface AccessFieldProps {
  readonly value: Access;
  readonly onChange: (access: Access) => void;
  readonly error?: string | undefined;
}

const roles = ['viewer', 'editor', 'admin'] as const;

/** Everything everywhere, or a role in each of some projects. */
export function AccessField({ value, onChange, error }: AccessFieldProps) {
  const { data: projects = [] } = useQuery(projectsQuery);
  const mayGiveAll = useIsAdmin();
  const setRole = (project: string, role: string) => {
    const others = Object.entries(value.projects).filter(([id]) => id !== project);
    const given = role === '' ? others : [...others, [project, role as Role] as const];
    onChange({ installation: false, projects: Object.fromEntries(given) });
  };
  return (
    <Fieldset legend="Access" p="md">
      <Stack gap="sm">
        {mayGiveAll && (
          <Radio.Group
            aria-label="Kind of access"
            value={value.installation ? 'installation' : 'projects'}
            onChange={(kind) => onChange({ ...value, installation: kind === 'installation' })}
          >
            <Stack gap={6}>
              <Radio value="projects" label="A role in each of some projects" />
              <Radio value="installation" label="Admin of the installation: of everything" />
            </Stack>
          </Radio.Group>
        )}
        {!value.installation &&
          projects.map(({ id, name }) => (
            <Group key={id} justify="space-between" wrap="nowrap" gap="sm">
              <Text size="sm" truncate>
                {name}
              </Text>
              <NativeSelect
                aria-label={`Role in ${name}`}
                size="xs"
                w={130}
                data={[{ value: '', label: 'no access' }, ...roles]}
                value={value.projects[id] ?? ''}
                onChange={(event) => setRole(id, event.currentTarget.value)}
              />
            </Group>
          ))}
        {!value.installation && (
          <Text size="xs" c="dimmed">
            {roles.map((role) => `${role} ${roleHelp[role]}`).join('; ')}.
          </Text>
        )}
        {error !== undefined && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {error}
          </Text>
        )}
      </Stack>
    </Fieldset>
  );
}
