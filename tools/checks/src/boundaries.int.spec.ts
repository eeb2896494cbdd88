import { readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Each plants a file that must not be written, and names the rule that has to refuse it. */
const planted: [what: string, file: string, code: string, rule: string][] = [
  [
    'a pure library that connects to NATS',
    'libs/domain/src/sync/planted.ts',
    "export { connectNats } from '@kochava-stream/messaging';\n",
    '@nx/enforce-module-boundaries',
  ],
  [
    'a service that calls another one',
    'apps/transformer/src/planted.ts',
    "export { startIngest } from '@kochava-stream/ingest';\n",
    '@nx/enforce-module-boundaries',
  ],
  [
    'ingest with a database',
    'apps/ingest/src/planted.ts',
    "export { openDatabase } from '@kochava-stream/persistence';\n",
    '@nx/enforce-module-boundaries',
  ],
  [
    'a transformer that calls out',
    'apps/transformer/src/planted.ts',
    "export { request } from 'undici';\n",
    '@nx/enforce-module-boundaries',
  ],
  [
    'a sandbox that shares our mapping',
    'tools/kochava-sandbox/src/planted.ts',
    "export { mapEvent } from '@kochava-stream/kochava';\n",
    '@nx/enforce-module-boundaries',
  ],
  [
    'a look past the door of a library',
    'apps/transformer/src/planted.ts',
    "export { shardOf } from '../../../libs/contracts/src/shard.ts';\n",
    '@nx/enforce-module-boundaries',
  ],
  [
    'a clock in a pure library',
    'libs/kochava/src/planted.ts',
    'export const now = (): number => Date.now();\n',
    'no-restricted-properties',
  ],
  [
    'a clock in a pure library, by another way',
    'libs/kochava/src/planted.ts',
    'export const now = (): Date => new Date();\n',
    'no-restricted-syntax',
  ],
  [
    'randomness in a pure library',
    'libs/domain/src/sync/planted.ts',
    'export const dice = (): number => Math.random();\n',
    'no-restricted-properties',
  ],
  [
    'an ack outside the messaging library',
    'apps/transformer/src/planted.ts',
    'export const done = (message: { ack: () => void }): void => message.ack();\n',
    'no-restricted-syntax',
  ],
  [
    'a floating promise',
    'apps/transformer/src/planted.ts',
    'export function run(): void {\n  Promise.resolve(1);\n}\n',
    '@typescript-eslint/no-floating-promises',
  ],
  [
    'the environment read outside env.ts',
    'apps/transformer/src/planted.ts',
    "export const url = process.env['NATS_URL'];\n",
    'no-restricted-properties',
  ],
  [
    'a file that is too long',
    'apps/transformer/src/planted.ts',
    `${Array.from({ length: 251 }, (_, n) => `export const line${n} = ${n};`).join('\n')}\n`,
    'max-lines',
  ],
];

describe('lint', () => {
  it.each(planted)('refuses %s', async (_, file, code, rule) => {
    const path = join(root, file);
    await writeFile(path, code);
    try {
      const [result] = await new ESLint({ cwd: root }).lintFiles([path]);
      expect(result?.messages.map(({ ruleId }) => ruleId)).toContain(rule);
    } finally {
      await rm(path);
    }
  });
});

describe('the rules', () => {
  it('have no constraint that lets everything through', () => {
    const config = readFileSync(join(root, 'eslint.config.mjs'), 'utf8');
    expect(config).not.toMatch(/sourceTag: '\*'|onlyDependOnLibsWithTags: \['\*'\]/);
  });

  it('know every project', () => {
    for (const folder of ['libs', 'apps', 'tools']) {
      for (const name of readdirSync(join(root, folder))) {
        const manifest = JSON.parse(readFileSync(join(root, folder, name, 'package.json'), 'utf8'));
        expect([name, manifest.nx.tags.some((tag: string) => tag.startsWith('type:'))]).toEqual([name, true]);
      }
    }
  });
});
