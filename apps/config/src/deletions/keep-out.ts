import { isForgotten, textsIn } from '@kochava-stream/domain/deletion';
import { Forgotten, type Database, type Queryable } from '@kochava-stream/persistence';

/** Something that config would keep or show. */
export interface Candidate {
  /** '' = nobody knows which. */
  readonly project: string;
  /** Everything in which an id may stand. */
  readonly within: unknown;
  /** When what it is about came, ms; null = not known. */
  readonly at: number | null;
}

/** Of what is to be kept or shown, what names nobody who was deleted. */
export async function withoutDeleted<T>(
  db: Queryable,
  forgotten: Forgotten,
  all: readonly T[],
  candidate: (one: T) => Candidate,
): Promise<readonly T[]> {
  if (all.length === 0 || (await forgotten.newest(db)) === 0) return all;
  const named = all.map((one) => ({ one, ...namesIn(candidate(one)) }));
  const marks = await forgotten.among(db, new Set(named.flatMap(({ names }) => names)));
  if (marks.size === 0) return all;
  const isOut = (names: readonly string[], at: number) => names.some((name) => isForgotten(marks.get(name), at));
  return named.filter(({ names, at }) => !isOut(names, at)).map(({ one }) => one);
}

/** Leaves out of what is shown whatever names somebody who was deleted: the streams still have it for a while. */
export class KeepOut {
  readonly #forgotten = new Forgotten();

  constructor(private readonly db: Database) {}

  of<T>(all: readonly T[], candidate: (one: T) => Candidate): Promise<readonly T[]> {
    return withoutDeleted(this.db, this.#forgotten, all, candidate);
  }
}

/** An id among those that were deleted in a project. */
export function markOf(project: string, value: string): string {
  return `${project}\0${value}`;
}

/** Longer texts are no ids. */
const longest = 1_024;

function namesIn({ project, within, at }: Candidate): { names: string[]; at: number } {
  const texts = [...textsIn(within)].filter((text) => text.length <= longest);
  const projects = project === '' ? texts.filter((text) => /^pr_\w+$/.test(text)) : [project];
  return { names: projects.flatMap((each) => texts.map((text) => markOf(each, text))), at: at ?? 0 };
}

/** A message that is kept as base64, as text. */
export function unpacked(payload: string): string {
  try {
    const bytes: unknown = JSON.parse(payload);
    return typeof bytes === 'string' ? Buffer.from(bytes, 'base64').toString('utf8') : payload;
  } catch {
    return payload;
  }
}
