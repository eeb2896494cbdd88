import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { kubernetesSchemas } from './cluster/kubernetes-schemas.ts';
import { findTool, helm, kubeconform, olderNats, promtool } from './toolchain/find-tool.ts';
import { root } from './toolchain/paths.ts';

const usage = `npm run helm:check [-- --help | jest options]

Checks the chart: helm lint and template over all the examples, Kubernetes' schemas of every supported version, Pod
Security "restricted", each template, variables and alerts against the code, NATS' and Postgres' access rules against
real servers with the real services, and restoring each of them. Fetches what it needs into .cache/helm, once: Helm and kubeconform by Go, schemas by
pip and npm. HELM_BIN, KUBECONFORM_BIN, PROMTOOL_BIN, NATS_OLDER_BIN name what is there already.
`;

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usage);
    return 0;
  }
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const found = {
    HELM_BIN: await findTool(helm, say),
    KUBECONFORM_BIN: await findTool(kubeconform, say),
    KUBERNETES_SCHEMAS: await kubernetesSchemas(say),
    PROMTOOL_BIN: await promtool(say),
    NATS_OLDER_BIN: await orNone(findTool(olderNats, say), say),
  };
  return jest(args, {
    ...process.env,
    ...found,
    NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
  });
}

/** Without it one drill is left out. */
async function orNone(tool: Promise<string>, say: (line: string) => void): Promise<string> {
  return tool.catch((error: Error) => {
    say(`${error.message} Moving between versions of NATS is not tried.`);
    return '';
  });
}

function jest(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const options = ['--runInBand', '--testMatch', '<rootDir>/tools/helm/src/**/*.helm.spec.ts', ...args];
  const command = [join(root, 'node_modules/jest/bin/jest.js'), ...options];
  const child = spawn(process.execPath, command, { cwd: root, env, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
