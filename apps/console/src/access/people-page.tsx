import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { peopleQuery, type Person } from '../api/access.ts';
import { projectsQuery } from '../api/projects.ts';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { Rows } from '../parts/rows.tsx';
import { Ago } from '../parts/time.tsx';
import { AddPerson } from './add-person.tsx';
import { ChangePerson } from './change-person.tsx';
import { accessInWords } from './wording.ts';

/** Everybody who may sign in. */
export function Component() {
  const query = useInfiniteQuery(peopleQuery);
  const { data: projects = [] } = useQuery(projectsQuery);
  const [edited, setEdited] = useState<Person | 'new'>();
  return (
    <Page
      title="People"
      description="Who may sign in, and what they may do. People are never deleted, because the history names them: shut somebody out instead."
      actions={
        <Button leftSection={<Icon name="add" size={16} />} onClick={() => setEdited('new')}>
          Add person
        </Button>
      }
    >
      <Paged query={query}>
        {(pages) => (
          <Paper withBorder style={{ overflow: 'hidden' }}>
            <Rows
              label="People"
              columns={['Person', 'Access', 'Last sign-in', '']}
              rows={pages
                .flatMap(({ people }) => people)
                .map((person) => ({
                  key: person.id,
                  cells: [
                    <Who key="who" person={person} />,
                    <Text key="access" size="sm">
                      {accessInWords(person.access, projects)}
                    </Text>,
                    person.lastLoginAt === null ? (
                      <Text key="never" size="sm" c="dimmed">
                        never
                      </Text>
                    ) : (
                      <Ago key="last" at={person.lastLoginAt} />
                    ),
                    <Group key="do" justify="flex-end">
                      <Button
                        variant="default"
                        size="xs"
                        onClick={() => setEdited(person)}
                        aria-label={`Change ${person.name}`}
                      >
                        Change
                      </Button>
                    </Group>,
                  ],
                }))}
            />
          </Paper>
        )}
      </Paged>
      {edited === 'new' && <AddPerson onClose={() => setEdited(undefined)} />}
      {typeof edited === 'object' && <ChangePerson person={edited} onClose={() => setEdited(undefined)} />}
    </Page>
  );
}

function Who({ person }: { person: Person }) {
  return (
    <Stack gap={0} miw={0}>
      <Group gap="xs">
        <Text size="sm" fw={550}>
          {person.name}
        </Text>
        {person.disabled && (
          <Badge size="sm" radius="sm" color="gray" variant="default" tt="none">
            shut out
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {person.email}
      </Text>
    </Stack>
  );
}
