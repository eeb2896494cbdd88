import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cache } from '../toolchain/paths.ts';
import { mustRun } from '../toolchain/run.ts';

/** The Kubernetes versions that the chart is checked against; the first is `kubeVersion` of Chart.yaml. */
export const kubernetesVersions = [
  '1.30.0',
  '1.31.0',
  '1.32.0',
  '1.33.0',
  '1.34.0',
  '1.35.0',
  '1.36.0',
  '1.37.0',
] as const;

const wheel = 'kubernetes-validate==1.37.0';
const kinds = [
  'configmap-v1',
  'deployment-apps-v1',
  'horizontalpodautoscaler-autoscaling-v2',
  'ingress-networking-v1',
  'job-batch-v1',
  'networkpolicy-networking-v1',
  'pod-v1',
  'poddisruptionbudget-policy-v1',
  'service-v1',
  'serviceaccount-v1',
];

/**
 * Kubernetes' own schemas of every version, one self-contained file per kind, for kubeconform. They come out of the
 * package kubernetes-validate, which carries those of all versions.
 * @returns the value of kubeconform's `-schema-location`
 */
export async function kubernetesSchemas(say: (line: string) => void): Promise<string> {
  const dir = join(cache, 'kubernetes-schemas-1.37');
  const newest = join(dir, `v${kubernetesVersions.at(-1)}`, `${kinds.at(-1)}.json`);
  if (!existsSync(newest)) await build(dir, say);
  return join(dir, '{{ .NormalizedKubernetesVersion }}', '{{ .ResourceKind }}{{ .KindSuffix }}.json');
}

async function build(dir: string, say: (line: string) => void): Promise<void> {
  say(`fetching ${wheel}: the schemas of Kubernetes ${kubernetesVersions[0]} to ${kubernetesVersions.at(-1)}`);
  const download = join(dir, 'download');
  await mkdir(download, { recursive: true });
  await mustRun('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', download, wheel]);
  const file = (await readdir(download)).find((name) => name.endsWith('.whl'));
  if (file === undefined) throw new Error(`pip brought no wheel of ${wheel}`);
  await mustRun('python3', ['-m', 'zipfile', '-e', join(download, file), download]);
  for (const version of kubernetesVersions) {
    const from = join(download, `kubernetes_validate/kubernetes-json-schema/v${version}-local-strict`);
    await mkdir(join(dir, `v${version}`), { recursive: true });
    const definitions = parsed(await readFile(join(from, '_definitions.json'), 'utf8')).$defs;
    for (const kind of kinds) {
      const schema = parsed(await readFile(join(from, `${kind}.json`), 'utf8'));
      await writeFile(join(dir, `v${version}`, `${kind}.json`), JSON.stringify(bundled(schema, definitions)));
    }
  }
}

interface Schema {
  $defs: Record<string, unknown>;
}

function parsed(text: string): Schema {
  return JSON.parse(text) as Schema;
}

const reference = /"\$ref":\s*"[^"#]*#\/\$defs\/([^"]+)"/g;

/** The schema with every definition that it reaches, and references into itself only. */
export function bundled(schema: object, definitions: Readonly<Record<string, unknown>>): object {
  const text = JSON.stringify(schema);
  const reached = new Map<string, string>();
  const waiting = namesIn(text);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    const definition = JSON.stringify(definitions[name] ?? {});
    reached.set(name, definition);
    waiting.push(...namesIn(definition));
  }
  const own = JSON.parse(inside(text)) as object;
  const $defs = Object.fromEntries([...reached].map(([name, body]) => [name, JSON.parse(inside(body)) as unknown]));
  return { ...own, $defs };
}

function namesIn(text: string): string[] {
  return [...text.matchAll(reference)].map(([, name]) => name ?? '');
}

function inside(text: string): string {
  return text.replaceAll(reference, (_whole, name: string) => `"$ref":"#/$defs/${name}"`);
}
