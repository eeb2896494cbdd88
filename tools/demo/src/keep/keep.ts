import { type Stack } from '@kochava-stream/all-in-one';
import { type Told } from '../told.ts';
import { furnish, login } from './furnish.ts';

const everyMs = 2000;

/** Leaves everything up, with a console to look around in, and goes on sending until the process is stopped. */
export async function keepUp(stack: Stack, told: Told): Promise<void> {
  const { project, traffic } = await furnish(stack);
  const { config, ingest } = stack.urls;
  told.line(`
Everything stays up until Ctrl-C, and people go on shopping. The counts of the two weeks before are made up.
  console   ${config}/projects/${project}/syncs
  sign in   ${login.email}, password ${login.password}
  ingest    ${ingest}/2/httpapi
  sandbox   ${stack.sandbox?.url ?? ''}/_sandbox/requests
`);
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, everyMs));
    // A server that is being stopped answers no more: that is no failure of the demonstration.
    await traffic.send(5).catch((error: Error) => told.line(error.message));
  }
}
