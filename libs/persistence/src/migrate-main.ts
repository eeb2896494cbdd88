import { processEnv } from './env.ts';
import { migrateCommand } from './migrate-command.ts';

process.exitCode = await migrateCommand(process.argv.slice(2), {
  env: processEnv(),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
