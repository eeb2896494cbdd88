import { accessSync, constants } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { findPromtool } from '@kochava-stream/servers';
import { cache } from './paths.ts';
import { mustRun } from './run.ts';

/** A program that the checks need. */
export interface Tool {
  readonly name: string;
  /** Names one that is there already. */
  readonly variable: string;
  /** What `go install` makes it from. */
  readonly module: string;
  readonly advice: string;
  /** Where it is built; a tool with a folder of its own is not looked for on the PATH. */
  readonly folder?: string;
}

export const helm: Tool = {
  name: 'helm',
  variable: 'HELM_BIN',
  module: 'helm.sh/helm/v3/cmd/helm@v3.22.0',
  advice: 'Install Helm 3 (https://helm.sh/docs/intro/install/) or Go 1.24 or newer, or set HELM_BIN.',
};

export const kubeconform: Tool = {
  name: 'kubeconform',
  variable: 'KUBECONFORM_BIN',
  module: 'github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0',
  advice: 'Install kubeconform (https://github.com/yannh/kubeconform) or Go 1.24 or newer, or set KUBECONFORM_BIN.',
};

/** The release line before the newest: what moving between the two does is tried. */
export const olderNats: Tool = {
  name: 'nats-server',
  variable: 'NATS_OLDER_BIN',
  module: 'github.com/nats-io/nats-server/v2@v2.14.7',
  advice: 'Set NATS_OLDER_BIN to a nats-server 2.14.',
  folder: 'nats-2.14',
};

/** The program is not there and could not be built. The message says what to do. */
export class ToolMissing extends Error {
  override readonly name = 'ToolMissing';
}

/** Looks at the variable, our cache and the PATH; else builds it into the cache. @throws ToolMissing */
export async function findTool(tool: Tool, say: (line: string) => void): Promise<string> {
  const named = process.env[tool.variable];
  if (named !== undefined && named !== '') return named;
  const bin = join(cache, tool.folder ?? 'bin');
  const onPath = tool.folder === undefined ? (process.env['PATH'] ?? '').split(delimiter) : [];
  const found = [bin, ...onPath].map((dir) => join(dir, tool.name)).find(isExecutable);
  if (found !== undefined) return found;
  say(`${tool.name} is not here: building ${tool.module} with Go (some minutes, once)`);
  await mkdir(bin, { recursive: true });
  try {
    const env = { ...process.env, GOBIN: bin, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false -trimpath' };
    await mustRun('go', ['install', tool.module], { env, timeoutMs: 1_200_000 });
  } catch (cause) {
    throw new ToolMissing(`${tool.name} was not found and could not be built. ${tool.advice}`, { cause });
  }
  return join(bin, tool.name);
}

/** promtool comes with Prometheus, which is found or installed as for the dashboards; '' where there is none to be had. */
export async function promtool(say: (line: string) => void): Promise<string> {
  const named = process.env['PROMTOOL_BIN'];
  if (named !== undefined && named !== '') return named;
  try {
    return await findPromtool({ log: say });
  } catch (error) {
    say(`${(error as Error).message} Expressions are not parsed.`);
    return '';
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
