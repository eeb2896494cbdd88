import { env } from './env.ts';
import { provisionCommand } from './provision-command.ts';

process.exitCode = await provisionCommand({
  args: process.argv.slice(2),
  env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
