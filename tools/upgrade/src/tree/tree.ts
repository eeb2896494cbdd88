import { fileURLToPath } from 'node:url';

/** A checkout that is built: one release. */
export interface Tree {
  /** What it is called in the report. */
  readonly name: string;
  /** Absolute. */
  readonly root: string;
}

/** The checkout that this program is in. */
export const thisRoot = fileURLToPath(new URL('../../../../', import.meta.url));
