import { Button, Group, Paper, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Sync } from '../api/syncs.ts';
import { counted } from '../parts/ago.ts';
import { Notice, sentence } from '../parts/notice.tsx';
import classes from './save-bar.module.css';
import { useSave } from './use-save.ts';
import { type SetUp } from './use-set-up.ts';

/** Stays in sight while something is not saved. */
export function SaveBar({ sync, setUp }: { sync: Sync; setUp: SetUp }) {
  const [why, setWhy] = useState('');
  const { save, saving, error } = useSave(setUp, () => setWhy(''));
  const { problems } = setUp;
  if (setUp.patch === undefined && !setUp.switched) return null;
  return (
    <Paper withBorder shadow="md" p="sm" className={classes.bar} role="region" aria-label="Unsaved changes">
      {error && (
        <Notice tone="bad" title="Nothing was saved">
          {sentence(error.message)}
        </Notice>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save(why.trim());
        }}
      >
        <Group gap="sm" justify="space-between">
          <Text size="sm" role="status" c={problems.length > 0 ? 'var(--mantine-color-error)' : 'dimmed'}>
            {problems.length > 0 ? `${counted(problems.length, 'field')} to correct` : 'Unsaved changes'}
          </Text>
          <Group gap="xs" className={classes.actions ?? ''}>
            <TextInput
              aria-label="Why (for the history, optional)"
              placeholder="Why? For the history"
              value={why}
              onChange={(event) => setWhy(event.currentTarget.value)}
              maxLength={500}
              className={classes.why ?? ''}
            />
            <Button variant="default" onClick={() => setUp.reset(sync)} disabled={saving}>
              Discard
            </Button>
            <Button type="submit" loading={saving} disabled={problems.length > 0}>
              Save
            </Button>
          </Group>
        </Group>
      </form>
    </Paper>
  );
}
