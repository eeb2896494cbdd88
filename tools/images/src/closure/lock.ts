/** An entry of `packages` in a package-lock.json of version 3. */
export interface LockEntry {
  name?: string;
  version?: string;
  link?: boolean;
  resolved?: string;
  optional?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

export type LockEntries = Readonly<Record<string, LockEntry>>;

/** The lockfile has nothing for a package that something needs. */
export class NotLocked extends Error {
  override readonly name = 'NotLocked';
}

/**
 * The entries that some direct dependencies need, each as it is in the lockfile: same version, same integrity, same
 * place. What is only needed optionally is marked so, for an install that leaves such packages out.
 * @throws NotLocked
 */
export function lockedFor(direct: readonly string[], all: LockEntries): Record<string, LockEntry> {
  const needed = reach(direct, all, () => []);
  const everything = reach(direct, all, ({ optionalDependencies = {} }) => Object.keys(optionalDependencies));
  const found = [...everything].sort().map((place) => [place, production(all[place], !needed.has(place))] as const);
  return Object.fromEntries(found);
}

function reach(direct: readonly string[], all: LockEntries, more: (entry: LockEntry) => string[]): Set<string> {
  const places = new Set<string>();
  const waiting = direct.map((name) => place(name, '', all));
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (places.has(at)) continue;
    places.add(at);
    const entry = all[at] as LockEntry;
    const optional = new Set(more(entry));
    for (const name of new Set([...required(entry), ...optional])) {
      const found = lookUp(name, at, all);
      if (found !== undefined) waiting.push(found);
      else if (!optional.has(name)) throw new NotLocked(`${at} needs ${name}, which is not in package-lock.json`);
    }
  }
  return places;
}

function required({ dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }: LockEntry): string[] {
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  return [...Object.keys(dependencies), ...peers];
}

function place(name: string, from: string, all: LockEntries): string {
  const found = lookUp(name, from, all);
  if (found === undefined) throw new NotLocked(`${name} is not in package-lock.json`);
  return found;
}

/** As Node looks for a package: beside the one that asks, then further and further out. */
function lookUp(name: string, from: string, all: LockEntries): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const tried = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (tried in all) return tried;
    if (at === '') return undefined;
  }
}

/** Why npm has a package; here everything is needed at run time. */
const reasons = ['dev', 'devOptional', 'peer', 'optional'];

function production(entry: LockEntry | undefined, optional: boolean): LockEntry {
  const kept = Object.entries(entry ?? {}).filter(([setting]) => !reasons.includes(setting));
  return { ...Object.fromEntries(kept), ...(optional ? { optional } : {}) };
}
