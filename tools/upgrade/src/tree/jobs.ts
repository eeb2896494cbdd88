import { join } from 'node:path';
import { runProgram } from './run.ts';
import { type Tree } from './tree.ts';

export interface JobSurroundings {
  readonly natsUrl: string;
  readonly databaseUrl: string;
  readonly shards: number;
}

/** The two jobs that run before a release: its tables, its streams. @returns what the migrations said @throws ProgramFailed */
export async function runJobs({ root }: Tree, at: JobSurroundings): Promise<string> {
  const job = (file: string, env: Record<string, string>): Promise<string> =>
    runProgram({ command: [process.execPath, '--enable-source-maps', join(root, file)], cwd: root, env });
  const said = await job('libs/persistence/dist/migrate-main.js', { DATABASE_URL: at.databaseUrl });
  await job('libs/messaging/dist/provision-main.js', { NATS_URL: at.natsUrl, SHARDS: String(at.shards) });
  return said.trim().split('\n').join('; ');
}
