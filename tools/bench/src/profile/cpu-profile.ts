import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What `node --cpu-prof` writes: a tree of calls, and which of them was on top at each sample. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** µs since the sample before. */
  readonly timeDeltas: readonly number[];
}

/** A function under its callers. */
export interface Frame {
  readonly name: string;
  /** The package or the file of ours that it is in; `node` for the runtime itself. */
  readonly place: string;
  /** µs with this function on top. */
  readonly self: number;
  /** µs with this function anywhere. */
  readonly total: number;
  readonly children: readonly Frame[];
}

const root = fileURLToPath(new URL('../../../../', import.meta.url));
/** Not work: the process waits. */
const idle = new Set(['(idle)', '(program)']);

/** The tree of a profile, callers outside; time in which the process waited is left out. */
export function framesOf({ nodes, samples, timeDeltas }: CpuProfile): Frame {
  const own = new Map<number, number>();
  samples.forEach((id, at) => own.set(id, (own.get(id) ?? 0) + (timeDeltas[at] ?? 0)));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const frame = (id: number): Frame => {
    const node = byId.get(id);
    if (node === undefined) throw new RangeError(`the profile names a call ${id} that it does not have`);
    const { functionName, url } = node.callFrame;
    const children = merged((node.children ?? []).map(frame).filter(({ total }) => total > 0));
    const self = idle.has(functionName) ? 0 : (own.get(id) ?? 0);
    const total = self + children.reduce((sum, child) => sum + child.total, 0);
    return { name: functionName === '' ? '(anonymous)' : functionName, place: placeOf(url), self, total, children };
  };
  return frame(nodes[0]?.id ?? 0);
}

/** Calls of one function at different lines of its caller are one. */
function merged(frames: readonly Frame[]): Frame[] {
  const byName = new Map<string, Frame>();
  for (const each of frames) {
    const key = `${each.name} ${each.place}`;
    const known = byName.get(key);
    byName.set(key, known === undefined ? each : sum(known, each));
  }
  return [...byName.values()];
}

function sum(one: Frame, other: Frame): Frame {
  const children = merged([...one.children, ...other.children]);
  return { ...one, self: one.self + other.self, total: one.total + other.total, children };
}

/** µs on top, by place, most first. */
export function costs(frame: Frame): { place: string; micros: number }[] {
  const byPlace = new Map<string, number>();
  const walk = ({ place, self, children }: Frame): void => {
    byPlace.set(place, (byPlace.get(place) ?? 0) + self);
    children.forEach(walk);
  };
  walk(frame);
  return [...byPlace].map(([place, micros]) => ({ place, micros })).sort((one, other) => other.micros - one.micros);
}

function placeOf(url: string): string {
  if (url === '') return 'V8';
  if (url.startsWith('node:')) return url.split('/')[0] ?? url;
  const path = url.startsWith('file:') ? relative(root, fileURLToPath(url)) : url;
  const library = path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1];
  return library ?? path.replace('/dist/', '/').replace(/\.js$/, '');
}
