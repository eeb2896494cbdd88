import { type Sync } from '../../api/syncs.ts';
import { type SetUp } from '../use-set-up.ts';

export function PreviewPanel(_props: { sync: Sync; setUp: SetUp; editable: boolean }) {
  return null;
}
