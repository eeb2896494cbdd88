import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { reliabilityDocument } from './reliability-document.ts';

const docs = fileURLToPath(new URL('../../../../docs/', import.meta.url));

it('docs/reliability.md is what was run and what the catalogue says; else: npm run docs:reliability', async () => {
  const file = `${docs}reliability.md`;
  const wanted = await reliabilityDocument(file, `${docs}reliability`);
  expect(readFileSync(file, 'utf8')).toBe(wanted);
  expect(wanted).not.toContain('VIOLATED');
});
