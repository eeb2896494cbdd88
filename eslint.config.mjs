import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** Who may import whom. A planted bad import that `tools/boundaries.int.spec` lints proves that these bite. */
const depConstraints = [
  { sourceTag: 'type:pure', onlyDependOnLibsWithTags: ['type:pure', 'type:testing'] },
  {
    sourceTag: 'type:infra',
    onlyDependOnLibsWithTags: ['type:pure', 'type:infra', 'type:testing'],
  },
  { sourceTag: 'type:service', onlyDependOnLibsWithTags: ['type:pure', 'type:infra', 'type:testing'] },
  { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:pure', 'type:servers'] },
  { sourceTag: 'type:servers', onlyDependOnLibsWithTags: [] },
  // The far end is written from Kochava's documents alone: it must not share our mapping or signing.
  { sourceTag: 'type:sandbox', onlyDependOnLibsWithTags: [] },
  // The browser knows the API, and nothing of what is behind it.
  { sourceTag: 'type:console', onlyDependOnLibsWithTags: [] },
  {
    sourceTag: 'type:composition',
    onlyDependOnLibsWithTags: [
      'type:pure',
      'type:infra',
      'type:service',
      'type:testing',
      'type:servers',
      'type:sandbox',
      'type:composition',
    ],
  },
  // Ingest and the dispatcher have no database; transformer and linker never call out; config does for sign-in and alerts.
  { sourceTag: 'service:ingest', notDependOnLibsWithTags: ['io:sql'] },
  { sourceTag: 'service:kochava-dispatcher', notDependOnLibsWithTags: ['io:sql'] },
  { sourceTag: 'service:ingest', bannedExternalImports: ['pg', 'typeorm', 'undici'] },
  { sourceTag: 'service:kochava-dispatcher', bannedExternalImports: ['pg', 'typeorm'] },
  { sourceTag: 'service:transformer', bannedExternalImports: ['undici'] },
  { sourceTag: 'service:identity-linker', bannedExternalImports: ['undici'] },
];

const pureFiles = ['libs/{contracts,domain,kochava,amplitude}/src/**/*.ts'];
const specFiles = ['**/*.spec.ts', 'libs/testing/**/*.ts', 'apps/e2e/**/*.ts'];
/** NATS verbs that end a message; only libs/messaging may speak them. */
const ackVerbs = 'CallExpression[callee.property.name=/^(ack|ackAck|nak|term|working)$/]';

export default tseslint.config(
  { ignores: ['apps/console/src/api/schema.d.ts', '**/dist/**', '**/node_modules/**', '**/.nx/**', '**/.data/**'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.base],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { depConstraints, enforceBuildableLibDependency: false, banTransitiveDependencies: false },
      ],
      'max-lines': ['error', { max: 250 }],
      complexity: ['error', 10],
      'max-depth': ['error', 3],
      'max-params': ['error', 4],
      'no-restricted-syntax': [
        'error',
        { selector: ackVerbs, message: 'Only libs/messaging acks, naks or terminates.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read the environment in env.ts only.' },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@kochava-stream/testing'], message: 'Only specs import the testing library.' }] },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-console': 'error',
      eqeqeq: 'error',
      'prefer-const': 'error',
    },
  },
  {
    // Pure libraries take time, ids and randomness as arguments and do no I/O.
    files: pureFiles,
    ignores: specFiles,
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is an argument.' },
        { object: 'Math', property: 'random', message: 'Randomness is an argument.' },
        { object: 'performance', property: 'now', message: 'Time is an argument.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time is an argument.' },
        { selector: ackVerbs, message: 'Only libs/messaging acks, naks or terminates.' },
      ],
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval', 'setImmediate'],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@kochava-stream/testing'], message: 'Only specs import the testing library.' },
            {
              group: ['node:*', '!node:crypto', '@nestjs/*', 'typeorm', 'pg', '@nats-io/*', 'undici'],
              message: 'Pure libraries do no I/O.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/env.ts', 'tools/**/*.ts', 'apps/all-in-one/**/*.ts', ...specFiles],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['tools/**/*.ts', 'apps/all-in-one/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    // The floor of the benchmark is a pipeline without our library.
    files: ['libs/messaging/src/**/*.ts', 'tools/bench/src/floor/*.ts', ...specFiles],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: specFiles,
    rules: {
      'no-restricted-imports': 'off',
      'max-lines': ['error', { max: 400 }],
      '@typescript-eslint/no-explicit-any': 'off',
      'no-console': 'off',
    },
  },
);
