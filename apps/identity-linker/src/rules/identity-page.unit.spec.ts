import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chapters } from './chapters.ts';
import { identityPage } from './identity-page.ts';
import { pitfalls } from './pitfalls.ts';
import { sentOf, valueRules } from './values.ts';

const root = new URL('../../../../', import.meta.url);
const read = (file: string): string => readFileSync(fileURLToPath(new URL(file, root)), 'utf8');

it('docs/identity.md is what the rules say; else: npm run docs:identity', async () => {
  expect(read('docs/identity.md')).toBe(await identityPage(fileURLToPath(new URL('docs/identity.md', root))));
});

it('no two rules have one name', () => {
  const names = chapters.flatMap(({ rules }) => rules.map(({ rule }) => rule));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe('a value', () => {
  it.each(valueRules)('$rule', (rule) => expect(sentOf(rule)).toBe(rule.sent));
});

describe('a pitfall has its specs', () => {
  const cases = pitfalls.map(({ pitfall, specs }, index) => ({ name: `${index + 1}. ${pitfall}`, specs }));
  it.each(cases)('$name', ({ specs }) => {
    expect(specs.length).toBeGreaterThan(0);
    for (const { file, names } of specs) {
      const text = read(file);
      expect(names.filter((name) => !text.includes(`'${name}'`))).toEqual([]);
    }
  });
});
