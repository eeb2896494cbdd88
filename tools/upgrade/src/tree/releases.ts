import { join } from 'node:path';
import { type Breakage, type Options } from '../options.ts';
import { build, buildRef } from './build.ts';
import { copyTree } from './copy.ts';
import { nextRelease, refusingNewer, type Tables } from './next.ts';
import { plant } from './plant.ts';
import { thisRoot, type Tree } from './tree.ts';

type Wanted = Pick<Options, 'from' | 'breakage' | 'short'>;

/** The release that is upgraded, built. */
export async function olderRelease({ from, breakage }: Wanted, dir: string): Promise<Tree> {
  const here = { name: 'this checkout', root: thisRoot };
  if (from !== undefined) return await buildRef(from, here, join(dir, 'older'));
  if (breakage !== 'contract') return here;
  const copy = await copyTree(here, join(dir, 'older'), 'this checkout, refusing newer messages');
  await plant(copy.root, refusingNewer);
  await build(copy, { check: false });
  return copy;
}

/** What drops a column that the older release reads and writes. */
const destructive: Readonly<Record<Breakage, readonly string[]>> = {
  contract: [],
  migration: ['ALTER TABLE device DROP COLUMN settled_at'],
};

/** The release to which it is upgraded, built; the tables are those of the older one. */
export async function newerRelease({ from, breakage, short }: Wanted, tables: Tables, dir: string): Promise<Tree> {
  const here = { name: 'this checkout', root: thisRoot };
  if (from !== undefined) return here;
  const copy = await copyTree(here, join(dir, 'newer'), 'this checkout and a change');
  await plant(copy.root, nextRelease(tables, breakage === undefined ? [] : destructive[breakage]));
  await build(copy, { check: !short });
  return copy;
}
