import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigClient, startStack, type Stack } from '@kochava-stream/all-in-one';

const usage = `Lets schemathesis ask every route of the config API of a system of its own, started for it and thrown away.

usage: npm run api:schemathesis -- [--st PROGRAM] [--examples N]

  --st PROGRAM   schemathesis 4; default "st" (pip install schemathesis)
  --examples N   requests for each route, about; default 50
  -h, --help     this text

Exit code 0: no answer with a 5xx status, none with a status, type or form that is not described, none without a token
where one is needed.
`;

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'ignored_auth',
];
/** Answers that have no end, or that wait for Kochava. */
const endless = '/live$|/test$';
/** It finds the id of the token that it asks with, and then has none. */
const suicidal = 'tokens-revoke';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      st: { type: 'string', default: 'st' },
      examples: { type: 'string', default: '50' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'kochava-stream-schemathesis-'));
  const stack = await startScratch(dataDir);
  try {
    const settings = join(dataDir, 'schemathesis.toml');
    await writeFile(settings, await parameters(stack));
    return await run(values.st, [
      ...['--config-file', settings, 'run', `${stack.urls.config}/api/openapi.json`],
      ...['--header', `Authorization: Bearer ${stack.adminToken}`, '--checks', checks.join(',')],
      ...['--phases', 'examples,coverage,fuzzing', '--max-examples', values.examples],
      ...['--exclude-path-regex', endless, '--exclude-operation-id', suicidal],
      ...['--suppress-health-check', 'all', '--continue-on-failure'],
    ]);
  } finally {
    await stack.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function startScratch(dataDir: string): Promise<Stack> {
  const any = { ingest: 0, config: 0, transformer: 0, 'identity-linker': 0, 'kochava-dispatcher': 0 };
  return startStack({
    dataDir,
    host: '127.0.0.1',
    ports: { ...any, sandbox: 0, nats: 0, postgres: 0 },
    logLevel: 'silent',
    log: (line) => process.stderr.write(`${line}\n`),
    scratch: true,
  });
}

/** Ids that are there, so that more than 404 is answered. */
async function parameters({ urls, adminToken }: Stack): Promise<string> {
  const api = new ConfigClient(urls.config, adminToken);
  const { id: project } = await api.createProject({ name: 'Schemathesis', apiKey: 'the-key-of-schemathesis' });
  const { id: sync } = await api.createSync(project, { name: 'Post-install', appGuid: 'koschemathesis' });
  return `[parameters]\n"path.project" = "${project}"\n"path.id" = "${sync}"\n`;
}

function run(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit' });
    child.once('error', (error: NodeJS.ErrnoException) => {
      const missing = `there is no program "${program}": pip install schemathesis, or say --st where it is`;
      reject(error.code === 'ENOENT' ? new Error(missing, { cause: error }) : error);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
