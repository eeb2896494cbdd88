/**
 * Mutants of one part of a library, run against the library's unit specs. `npm run test:mutation` starts it for each part
 * (tools/checks/src/mutation).
 */
const [lib, folder] = (process.env.MUTATED ?? 'domain/uploads').split('/');
const mutated = { undefined: '**/*.ts', '*': '*.ts' }[folder] ?? `${folder}/**/*.ts`;
const name = folder === undefined ? lib : `${lib}-${folder === '*' ? 'root' : folder}`;

export default {
  mutate: [`libs/${lib}/src/${mutated}`, '!**/*.spec.ts', '!**/index.ts'],
  // The sandbox has the library and what Jest reads; other libraries are found through node_modules.
  ignorePatterns: [
    '/*',
    '!/jest.config.mjs',
    '!/package.json',
    '!/libs',
    '/libs/*',
    `!/libs/${lib}`,
    '/libs/*/dist',
    '/libs/*/tsconfig.tsbuildinfo',
  ],
  tempDirName: '.stryker-tmp',
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  plugins: ['@stryker-mutator/jest-runner'],
  jest: {
    projectType: 'custom',
    configFile: 'jest.config.mjs',
    config: {
      testPathIgnorePatterns: ['/node_modules/', '/dist/', '\\.fuzz\\.'],
      testMatch: [`<rootDir>/libs/${lib}/src/**/*.unit.spec.ts`],
      setupFiles: [`${import.meta.dirname}/tools/checks/src/mutation/quick-properties.mjs`],
    },
  },
  coverageAnalysis: 'perTest',
  // What runs once, when a module is loaded (tables, limits), would need every spec for every mutant.
  ignoreStatic: process.env.MUTATE_STATIC !== 'yes',
  concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 1),
  timeoutMS: 4_000,
  incremental: true,
  incrementalFile: `.cache/mutation/${name}.incremental.json`,
  reporters: ['progress-append-only', 'json', 'html'],
  jsonReporter: { fileName: `.cache/mutation/${name}.json` },
  htmlReporter: { fileName: `.cache/mutation/${name}.html` },
  warnings: { slow: false },
  allowConsoleColors: false,
};
