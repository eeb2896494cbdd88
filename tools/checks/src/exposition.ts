import { prefix, type AnyDeclared, type Declarations } from '@kochava-stream/observability';

/** Where what a service tells differs from what is declared. */
export interface Differences {
  /** Told, and not declared so: name, type, labels or a label's values. */
  readonly undeclared: readonly string[];
  /** Declared for this service, and unknown to it. */
  readonly untold: readonly string[];
}

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Compares the text at /metrics of a service with the declarations that it should have. */
export function differences(exposition: string, lists: readonly Declarations[]): Differences {
  const declared = new Map<string, AnyDeclared>(
    lists.flatMap((list) => Object.values(list).map((each) => [`${prefix}${each.name}`, each] as const)),
  );
  const types = new Map([...exposition.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type]) => [name, type]));
  const ours = [...types].filter(([name]) => name.startsWith(prefix));
  const wrongTypes = ours.filter(([name, type]) => declared.get(name)?.kind !== type);
  const strange = samplesOf(exposition).flatMap((sample) => {
    const of = declared.get(familyOf(sample.name, types));
    return of === undefined ? [] : strangeLabels(sample, of);
  });
  return {
    undeclared: [...wrongTypes.map(([name, type]) => `${name}: ${type}`), ...new Set(strange)],
    untold: [...declared.keys()].filter((name) => !types.has(name)),
  };
}

function familyOf(name: string, types: ReadonlyMap<string, unknown>): string {
  return types.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, '');
}

function samplesOf(exposition: string): Sample[] {
  const lines = exposition.matchAll(/^(\w+)\{(.*)\} \S+$/gm);
  return [...lines].map(([, name = '', inside = '']) => {
    const labels = [...inside.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, value]) => [label, value]);
    return { name, labels: Object.fromEntries(labels) as Record<string, string> };
  });
}

/** What a scrape and a histogram have by themselves. */
const given = ['service', 'le'];

function strangeLabels({ name, labels }: Sample, { labels: declared }: AnyDeclared): string[] {
  return Object.entries(labels).flatMap(([label, value]) => {
    if (given.includes(label)) return [];
    const values = declared[label];
    if (values === undefined) return [`${name}: label ${label}`];
    return 'most' in values || value === 'other' || values.includes(value) ? [] : [`${name}: ${label}="${value}"`];
  });
}
