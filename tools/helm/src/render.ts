import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { podOf, type Manifest, type PodTemplate } from './cluster/manifest.ts';
import { chart, examples } from './toolchain/paths.ts';
import { run } from './toolchain/run.ts';

/** What is installed: value files of deploy/helm/examples, later ones win, and single settings. */
export interface Installation {
  readonly values: readonly string[];
  readonly set?: readonly string[];
  readonly kubernetes?: string;
}

/** Every way to install that the examples show. */
export const installations: Readonly<Record<string, Installation>> = {
  try: { values: ['values-try.yaml'] },
  production: { values: ['values-production.yaml'] },
  keda: { values: ['values-production.yaml', 'values-keda.yaml'] },
  large: { values: ['values-production.yaml', 'values-large.yaml'] },
  managed: { values: ['values-managed.yaml'] },
};

/** The chart refuses the values; the message is Helm's. */
export class RenderRefused extends Error {
  override readonly name = 'RenderRefused';
}

function argumentsOf({ values, set = [] }: Installation): string[] {
  return [...values.flatMap((file) => ['-f', join(examples, file)]), ...set.flatMap((value) => ['--set', value])];
}

function helmBin(): string {
  return process.env['HELM_BIN'] ?? 'helm';
}

/** `helm template`, as text. @throws RenderRefused */
export async function template(installation: Installation): Promise<string> {
  const version = installation.kubernetes ?? '1.37.0';
  const args = ['template', 'rel', chart, '--namespace', 'ks', '--kube-version', version];
  const { code, out, err } = await run(helmBin(), [...args, ...argumentsOf(installation)]);
  if (code !== 0) throw new RenderRefused(err.trim());
  return out;
}

export async function lint(installation: Installation): Promise<string> {
  const args = ['lint', chart, '--strict', '--kube-version', '1.37.0', ...argumentsOf(installation)];
  const { code, out, err } = await run(helmBin(), args);
  return code === 0 ? '' : out + err;
}

/** What the chart makes of the values. */
export class Rendered {
  constructor(readonly manifests: readonly Manifest[]) {}

  of(kind: string): Manifest[] {
    return this.manifests.filter((manifest) => manifest.kind === kind);
  }

  /** The one of this kind whose name ends so. */
  one(kind: string, ending: string): Manifest {
    const found = this.of(kind).filter(({ metadata }) => metadata.name.endsWith(ending));
    if (found.length !== 1) throw new Error(`${found.length} of ${kind} …${ending}`);
    return found[0] as Manifest;
  }

  pods(): { readonly name: string; readonly pod: PodTemplate }[] {
    return this.manifests.flatMap((manifest) => {
      const pod = podOf(manifest);
      return pod === undefined ? [] : [{ name: `${manifest.kind} ${manifest.metadata.name}`, pod }];
    });
  }
}

/** @throws RenderRefused */
export async function render(installation: Installation): Promise<Rendered> {
  const text = await template(installation);
  return new Rendered((loadAll(text) as (Manifest | null)[]).filter((manifest) => manifest !== null));
}
