import { Button, Group, NativeSelect, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { type Role } from '../api/access.ts';
import { membersQuery, setRole, type Member } from '../api/members.ts';
import { problemsIn } from '../parts/problems-in.ts';
import { problemOf } from '../parts/field-problems.ts';
import { Loaded } from '../parts/loaded.tsx';
import { sentence } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { Panel } from '../parts/panel.tsx';
import { Rows } from '../parts/rows.tsx';
import { useToast } from '../parts/toast.tsx';
import { roleHelp } from './wording.ts';

const roles = ['viewer', 'editor', 'admin'] as const;

/** Who has a role in this project. */
export function Component() {
  const { project = '' } = useParams();
  const query = useQuery(membersQuery(project));
  const queryClient = useQueryClient();
  const say = useToast();
  const give = useMutation({
    mutationFn: (given: { email: string; role: Role | null }) => setRole(project, given.email, given.role),
    onSuccess: (people, { email, role }) => {
      queryClient.setQueryData(membersQuery(project).queryKey, people);
      say(role === null ? `${email} has no access any more` : `${email} is ${role} now`);
    },
  });
  return (
    <Page title="Roles" description="Who may see and change this project.">
      <GiveRole give={(email, role) => give.mutate({ email, role })} error={give.error} busy={give.isPending} />
      <Loaded query={query}>
        {(people) => (
          <Paper withBorder style={{ overflow: 'hidden' }}>
            <Rows
              label="People of this project"
              columns={['Person', 'Role']}
              rows={people.map((member) => ({
                key: member.id,
                cells: [
                  <Who key="who" member={member} />,
                  <MemberRole
                    key="role"
                    member={member}
                    onChange={(role) => give.mutate({ email: member.email, role })}
                  />,
                ],
              }))}
            />
          </Paper>
        )}
      </Loaded>
    </Page>
  );
}

interface GiveRoleProps {
  readonly give: (email: string, role: Role) => void;
  readonly error: Error | null;
  readonly busy: boolean;
}

function GiveRole({ give, error, busy }: GiveRoleProps) {
  const [email, setEmail] = useState('');
  const [role, setRoleTo] = useState<Role>('viewer');
  const problems = problemsIn(error);
  return (
    <Panel title="Give a role" description={roles.map((each) => `${each} ${roleHelp[each]}`).join('; ') + '.'}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          give(email.trim(), role);
        }}
      >
        <Group align="flex-start" gap="sm">
          <TextInput
            label="Email"
            type="email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={error ? (problemOf(problems, '/email') ?? sentence(error.message)) : undefined}
            required
            flex="1 1 220px"
          />
          <NativeSelect
            label="Role"
            data={[...roles]}
            value={role}
            onChange={(event) => setRoleTo(event.currentTarget.value as Role)}
          />
          <Button type="submit" loading={busy} mt={25}>
            Give role
          </Button>
        </Group>
      </form>
    </Panel>
  );
}

function Who({ member }: { member: Member }) {
  return (
    <Stack gap={0} miw={0}>
      <Text size="sm" fw={550}>
        {member.name}
      </Text>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {member.email}
      </Text>
    </Stack>
  );
}

function MemberRole({ member, onChange }: { member: Member; onChange: (role: Role | null) => void }) {
  if (member.installation) return <Text size="sm">admin of the installation</Text>;
  return (
    <NativeSelect
      aria-label={`Role of ${member.name}`}
      size="xs"
      w={130}
      data={[...roles, { value: '', label: 'no access' }]}
      value={member.role}
      onChange={(event) => onChange(event.currentTarget.value === '' ? null : (event.currentTarget.value as Role))}
    />
  );
}
