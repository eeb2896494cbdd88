import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type AnyDeclared } from '@kochava-stream/observability';
import { metricsDocument, metricsOfServices } from './metrics-document.ts';

const file = fileURLToPath(new URL('../../../docs/metrics.md', import.meta.url));
const declared = new Map(
  Object.values(metricsOfServices).flatMap((lists) =>
    lists.flatMap((list) => Object.values(list).map((one): [string, AnyDeclared] => [one.name, one])),
  ),
);

it('docs/metrics.md is what the code says; else: npm run docs:metrics', async () => {
  expect(readFileSync(file, 'utf8')).toBe(await metricsDocument(file));
});

it.each([...declared])('%s is named as Prometheus wants it, and no label is of a person', (name, { kind, labels }) => {
  expect(name).toMatch(/^[a-z][a-z0-9_]*[a-z]$/);
  expect(name.endsWith('_total')).toBe(kind === 'counter');
  for (const [label, values] of Object.entries(labels)) {
    expect(label).not.toMatch(/device|user|event|person|email|ip|insert|property/);
    expect('most' in values ? values.most : values.length).toBeLessThanOrEqual(1024);
  }
});
