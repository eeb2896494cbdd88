import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { auditQuery } from '../api/access.ts';
import { projectsQuery } from '../api/projects.ts';
import { Icon } from '../parts/icon.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { useIsAdmin } from '../session/session.ts';
import { AuditEntries } from './audit-entries.tsx';

/** Who did what, and when. */
export function Component() {
  const { data: projects = [] } = useQuery(projectsQuery);
  const [project, setProject] = useState('');
  const [who, setWho] = useState('');
  const [settled] = useDebouncedValue(who.trim(), 300);
  const query = useInfiniteQuery(auditQuery({ project, who: settled }));
  const admin = useIsAdmin();
  const filtered = project !== '' || settled !== '';
  return (
    <Page
      title="Audit log"
      description="Every change and every sign-in. Entries are only ever added, and each is chained to the one before by its hash."
      actions={
        admin && (
          <Button
            component="a"
            href="/api/audit/export"
            download
            variant="default"
            leftSection={<Icon name="download" size={16} />}
          >
            Export
          </Button>
        )
      }
    >
      <Group align="flex-end" gap="sm">
        <NativeSelect
          label="Project"
          data={[{ value: '', label: 'All' }, ...projects.map(({ id, name }) => ({ value: id, label: name }))]}
          value={project}
          onChange={(event) => setProject(event.currentTarget.value)}
        />
        <TextInput
          label="Who"
          placeholder="email, or token name"
          value={who}
          onChange={(event) => setWho(event.currentTarget.value)}
          leftSection={<Icon name="search" size={14} />}
        />
      </Group>
      <Paged query={query}>
        {(pages) => {
          const entries = pages.flatMap((page) => page.entries);
          if (entries.length > 0) return <AuditEntries entries={entries} projects={projects} />;
          return (
            <Nothing
              icon="audit"
              title={filtered ? 'Nothing fits' : 'Nothing was done yet'}
              whatToDo={
                filtered ? 'Choose another project, or empty the field “Who”.' : 'Changes appear here as they are made.'
              }
            />
          );
        }}
      </Paged>
    </Page>
  );
}
