import { type Verdict } from '../programs/program.ts';

/** What is installed when nothing suitable is found. */
export const natsVersion = '2.15.1';

/** Older ones break "fsync before ack", or do not know `sync_interval: always` at all. */
const oldest = { major: 2, minor: 15 };

/** Judges the output of `nats-server --version`, e.g. `nats-server: v2.15.1`. */
export function judgeVersion(output: string): Verdict {
  const found = /v?(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.]+)?/.exec(output);
  if (found === null) return { suitable: false, version: 'unknown', why: `it does not say its version: ${output}` };
  const [text, major, minor, patch, preview] = found;
  const version = text.replace(/^v/, '');
  if (Number(major) !== oldest.major || Number(minor) < oldest.minor || isPreview(minor, patch, preview)) {
    return { suitable: false, version, why: `version ${version}; ${oldest.major}.${oldest.minor} or newer is needed` };
  }
  return { suitable: true, version };
}

function isPreview(minor: string | undefined, patch: string | undefined, preview: string | undefined): boolean {
  return preview !== undefined && Number(minor) === oldest.minor && Number(patch) === 0;
}
