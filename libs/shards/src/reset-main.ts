import { processEnv } from './env.ts';
import { resetCommand } from './reset-command.ts';

process.exitCode = await resetCommand(process.argv.slice(2), {
  env: processEnv(),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
