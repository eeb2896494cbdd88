import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cache } from '../toolchain/paths.ts';
import { mustRun, run } from '../toolchain/run.ts';
import { type Manifest } from './manifest.ts';

/** Generated from the operators' own CRDs. */
const packages = ['@kubernetes-models/prometheus-operator@6.0.0', '@kubernetes-models/keda@2.0.0'];
const modules: Readonly<Record<string, string>> = {
  ServiceMonitor: '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor',
  PrometheusRule: '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule',
  ScaledObject: '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject',
};

/** What is wrong with resources that operators define; others are passed over. One line each. */
export async function customResourceFaults(manifests: readonly Manifest[]): Promise<string[]> {
  const custom = manifests.filter(({ kind }) => kind in modules);
  if (custom.length === 0) return [];
  const dir = await installed();
  const { code, out, err } = await run(process.execPath, [join(dir, 'validate.mjs')], {
    input: JSON.stringify(custom),
  });
  if (code !== 0) throw new Error(err);
  return JSON.parse(out) as string[];
}

async function installed(): Promise<string> {
  const dir = join(cache, 'custom-resources');
  if (existsSync(join(dir, 'node_modules'))) return dir;
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'package.json'), '{"private":true,"type":"module"}');
  await writeFile(join(dir, 'validate.mjs'), program);
  await mustRun('npm', ['install', '--silent', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], {
    cwd: dir,
  });
  return dir;
}

/** A process of its own: these packages are no part of the workspace. */
const program = `
import { text } from 'node:stream/consumers';
const modules = ${JSON.stringify(modules)};
const faults = [];
for (const manifest of JSON.parse(await text(process.stdin))) {
  const { [manifest.kind]: Model } = await import(modules[manifest.kind]);
  try { new Model(manifest).validate(); }
  catch (error) { faults.push(manifest.kind + ' ' + manifest.metadata.name + ': ' + error.message); }
}
console.log(JSON.stringify(faults));
`;
