import { Box, Divider, NavLink, ScrollArea, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useParams } from 'react-router';
import { projectsQuery } from '../api/projects.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { useIsAdmin, useManagesSomething, useMay } from '../session/session.ts';
import { UserMenu } from '../session/user-menu.tsx';
import { Brand } from './brand.tsx';
import { ProjectPicker } from './project-picker.tsx';

/** What can be reached from everywhere: the project's pages, the installation's, and the person's own. */
export function Navigation() {
  const { data: projects = [] } = useQuery(projectsQuery);
  const { project: chosen } = useParams();
  const project = chosen ?? projects[0]?.id;
  const admin = useIsAdmin();
  const managing = useMay('admin', project ?? '');
  const managesSomething = useManagesSomething();
  return (
    <Stack h="100%" gap={0}>
      <Box p="md" visibleFrom="sm">
        <Brand />
      </Box>
      <Box px="md" py={{ base: 'md', sm: 0 }} pb="md">
        <ProjectPicker projects={projects} chosen={project} />
      </Box>
      <ScrollArea flex={1} px="sm" type="auto">
        {project !== undefined && (
          <Stack gap={2} mb="lg">
            <Item to={`/projects/${project}/syncs`} icon="sync" label="Syncs" />
            <Item to={`/projects/${project}/live`} icon="live" label="Live events" />
            <Item to={`/projects/${project}/connect`} icon="code" label="Connect an app" />
            {managing && <Item to={`/projects/${project}/roles`} icon="lock" label="Roles" />}
          </Stack>
        )}
        {managesSomething && (
          <Stack gap={2}>
            <Text size="xs" fw={600} c="dimmed" px="sm" mb={4}>
              Installation
            </Text>
            {admin && <Item to="/people" icon="people" label="People" />}
            <Item to="/tokens" icon="key" label="API tokens" />
            <Item to="/audit" icon="audit" label="Audit log" />
          </Stack>
        )}
      </ScrollArea>
      <Divider />
      <Box p="sm">
        <UserMenu />
      </Box>
    </Stack>
  );
}

function Item({ to, icon, label }: { to: string; icon: IconName; label: string }) {
  const { pathname } = useLocation();
  const active = pathname === to || pathname.startsWith(`${to}/`);
  return (
    <NavLink
      component={Link}
      to={to}
      label={label}
      active={active}
      {...(active && { 'aria-current': 'page' as const })}
      leftSection={<Icon name={icon} />}
      style={{ borderRadius: 8, fontWeight: active ? 600 : 450 }}
    />
  );
}
