import { writeFile } from 'node:fs/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { customResourceFaults } from './cluster/custom-resources.ts';
import { kubernetesVersions } from './cluster/kubernetes-schemas.ts';
import { restrictedFaults } from './cluster/restricted.ts';
import { installations, lint, render, template, type Installation } from './render.ts';
import { run } from './toolchain/run.ts';

const all = Object.entries(installations);
const custom = 'ServiceMonitor,PrometheusRule,ScaledObject';

async function conform(installation: Installation, version: string, text?: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'kochava-stream-helm-'));
  const file = join(folder, 'manifests.yaml');
  await writeFile(file, text ?? (await template({ ...installation, kubernetes: version })));
  const schemas = process.env['KUBERNETES_SCHEMAS'] ?? '';
  const args = [
    '-strict',
    '-summary',
    '-kubernetes-version',
    version,
    '-skip',
    custom,
    '-schema-location',
    schemas,
    file,
  ];
  const { out, err } = await run(process.env['KUBECONFORM_BIN'] ?? 'kubeconform', args);
  rmSync(folder, { recursive: true });
  return out + err;
}

describe.each(all)('example %s', (_name, installation) => {
  it('passes helm lint --strict', async () => {
    expect(await lint(installation)).toBe('');
  });

  it.each(kubernetesVersions)('is what Kubernetes %s takes', async (version) => {
    const said = await conform(installation, version);
    expect(said).toMatch(/Invalid: 0, Errors: 0, Skipped: \d+/);
    expect(said).toMatch(/Valid: [1-9]\d/);
  });

  it('is what the operators take', async () => {
    expect(await customResourceFaults((await render(installation)).manifests)).toEqual([]);
  }, 120_000);

  it('runs only pods that "restricted" admits', async () => {
    const pods = (await render(installation)).pods();
    expect(pods).toHaveLength(8);
    for (const { name, pod } of pods) expect([name, restrictedFaults(pod)]).toEqual([name, []]);
  });
});

describe('these checks', () => {
  it('find a field that Kubernetes does not know', async () => {
    const text = (await template(installations['try'] as Installation)).replace(
      'revisionHistoryLimit:',
      'revisionLimit:',
    );
    expect(await conform({ values: [] }, '1.37.0', text)).toMatch(/Invalid: 1/);
  });

  it('find a custom resource that its operator does not take', async () => {
    const { manifests } = await render(installations['keda'] as Installation);
    const broken = JSON.parse(
      JSON.stringify(manifests).replaceAll('"minReplicaCount":2', '"minReplicaCount":"two"'),
    ) as typeof manifests;
    expect(await customResourceFaults(broken)).toHaveLength(3);
  });

  it('find every way to be less than restricted', async () => {
    const { pods } = { pods: (await render(installations['production'] as Installation)).pods() };
    const pod = JSON.stringify(pods[0]?.pod);
    const breaks: readonly (readonly [string, string, RegExp])[] = [
      ['"allowPrivilegeEscalation":false', '"allowPrivilegeEscalation":true', /allowPrivilegeEscalation/],
      ['"privileged":false', '"privileged":true', /privileged/],
      ['"drop":["ALL"]', '"drop":["ALL"],"add":["NET_ADMIN"]', /added: NET_ADMIN/],
      ['"drop":["ALL"]', '"drop":[]', /not dropped/],
      ['"readOnlyRootFilesystem":true', '"readOnlyRootFilesystem":false', /readOnlyRootFilesystem/],
      ['"type":"RuntimeDefault"', '"type":"Unconfined"', /seccompProfile/],
      ['"automountServiceAccountToken":false', '"automountServiceAccountToken":true', /automount/],
      ['"runAsUser":65532', '"runAsUser":0', /runAsUser/],
      ['"sizeLimit":"64Mi"', '', /sizeLimit/],
      ['"emptyDir":{"sizeLimit":"64Mi"}', '"hostPath":{"path":"/"}', /hostPath/],
      ['"enableServiceLinks":false', '"hostNetwork":true', /hostNetwork/],
    ];
    for (const [from, to, fault] of breaks) {
      const broken = pod.replace(from, to).replace(',,', ',');
      expect(broken).not.toBe(pod);
      expect(restrictedFaults(JSON.parse(broken) as never).join()).toMatch(fault);
    }
  });
});
