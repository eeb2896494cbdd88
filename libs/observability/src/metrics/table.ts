import { prefix, type AnyDeclared, type Declarations, type LabelValues } from './declaration.ts';

/** The metrics as Markdown: one row for each, with the services that have it. */
export function metricTable(services: Readonly<Record<string, readonly Declarations[]>>): string {
  const found = new Map<string, { declared: AnyDeclared; by: string[] }>();
  for (const [service, lists] of Object.entries(services)) {
    for (const declared of lists.flatMap((list) => Object.values(list))) {
      const known = found.get(declared.name);
      if (known !== undefined && known.declared !== declared) throw new Error(`${declared.name} is declared twice`);
      if (known === undefined) found.set(declared.name, { declared, by: [service] });
      else if (!known.by.includes(service)) known.by.push(service);
    }
  }
  const sorted = [...found.values()].sort((a, b) => (a.declared.name < b.declared.name ? -1 : 1));
  const all = Object.keys(services).length;
  const rows = sorted.map(({ declared, by }) => [
    `\`${prefix}${declared.name}\``,
    declared.kind,
    declared.unit,
    Object.entries(declared.labels)
      .map(([label, values]) => `\`${label}\`: ${said(values)}`)
      .join('<br>') || '-',
    declared.help,
    by.length === all ? 'all' : by.join(', '),
  ]);
  const head = ['name', 'type', 'unit', 'labels', 'meaning', 'services'];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function said(values: LabelValues): string {
  if ('most' in values) return `${values.what}; at most ${values.most}`;
  return `${values.join(', ')}; at most ${values.length}`;
}
