import { Text } from '@mantine/core';
import { type FieldChange } from '../api/syncs.ts';
import classes from './changes.module.css';
import { labelOf, shown } from './wording.ts';

/** What differs, field by field: as it was, and as it is. */
export function Changes({ changes }: { changes: readonly FieldChange[] }) {
  if (changes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing differs.
      </Text>
    );
  }
  return (
    <dl className={classes.list}>
      {changes.map(({ field, before, after }) => (
        <div key={field} className={classes.row}>
          <dt>{labelOf(field)}</dt>
          <dd>
            {before !== null && <del>{shown(before)}</del>}
            {after === null ? <span className={classes.gone}>removed</span> : <ins>{shown(after)}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
