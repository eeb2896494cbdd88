import { type Manifest } from './cluster/manifest.ts';
import { render, type Rendered } from './render.ts';

interface Rule {
  readonly ports?: readonly { readonly port: number; readonly protocol: string }[];
  readonly to?: readonly Record<string, never>[];
  readonly from?: readonly Record<string, never>[];
}

interface Policy {
  readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly policyTypes: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

let rendered: Rendered;
beforeAll(async () => {
  rendered = await render({ values: ['values-production.yaml'] });
});

const policy = (name: string): Policy => specOf(rendered.one('NetworkPolicy', `kochava-stream-${name}`));
const specOf = ({ spec }: Manifest): Policy => spec as unknown as Policy;
const ports = (rules: readonly Rule[] | undefined): number[] =>
  [...new Set((rules ?? []).flatMap((rule) => (rule.ports ?? []).map(({ port }) => port)))].sort((a, b) => a - b);

it('nothing goes in or out of any pod of the release but what another policy allows', () => {
  const { podSelector, policyTypes, ingress, egress } = policy('default-deny');
  expect(podSelector.matchLabels).toEqual({
    'app.kubernetes.io/name': 'kochava-stream',
    'app.kubernetes.io/instance': 'rel',
  });
  expect(policyTypes).toEqual(['Ingress', 'Egress']);
  expect([ingress, egress]).toEqual([undefined, undefined]);
});

it('every pod has a policy of its own', () => {
  const allowed = rendered.of('NetworkPolicy').map((each) => specOf(each).podSelector.matchLabels);
  const components = rendered.pods().map(({ pod }) => pod.metadata.labels['app.kubernetes.io/component']);
  for (const component of components)
    expect(allowed.filter((labels) => labels['app.kubernetes.io/component'] === component)).toHaveLength(1);
});

it.each([
  ['ingest', [53, 4222, 4318]],
  ['config', [53, 443, 4222, 4318, 5432, 8222]],
  ['transformer', [53, 4222, 4318, 5432]],
  ['identity-linker', [53, 4222, 4318, 5432]],
  ['kochava-dispatcher', [53, 443, 4222, 4318]],
  ['migrate', [53, 5432]],
  ['provision', [53, 4222, 8222]],
  ['smoke', [53, 8080, 8222]],
])('%s reaches ports %j and no others', (component, expected) => {
  const { egress } = policy(component);
  expect(ports(egress)).toEqual(expected);
  for (const rule of egress ?? []) expect(rule.to?.length).toBeGreaterThan(0);
});

it('only the dispatcher, and config for alerts and signing in, leave the cluster; not to private addresses', () => {
  const open = rendered
    .of('NetworkPolicy')
    .filter((each) => JSON.stringify(specOf(each).egress ?? []).includes('0.0.0.0/0'));
  const leaving = ['config', 'kochava-dispatcher'];
  expect(open.map(({ metadata }) => metadata.name).sort()).toEqual(leaving.map((name) => `rel-kochava-stream-${name}`));
  for (const component of leaving) {
    const outside = policy(component).egress?.find(({ ports: list }) => list?.[0]?.port === 443);
    const [{ ipBlock }] = outside?.to as unknown as [{ ipBlock: { except: string[] } }];
    expect(ipBlock.except).toEqual(expect.arrayContaining(['10.0.0.0/8', '192.168.0.0/16', '169.254.0.0/16']));
  }
});

it('a collector of traces is reached where there is one, by services only', async () => {
  const without = await render({ values: ['values-managed.yaml'] });
  for (const each of without.of('NetworkPolicy')) expect(ports(specOf(each).egress)).not.toContain(4318);
});

it.each(['transformer', 'identity-linker', 'kochava-dispatcher'])('%s is asked by Prometheus only', (component) => {
  expect(policy(component).ingress?.map(({ from }) => from)).toEqual([
    [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
  ]);
});

it('ingest is open to everybody unless told otherwise; jobs and tests to nobody', async () => {
  const open = specOf((await render({ values: ['values-managed.yaml'] })).one('NetworkPolicy', '-ingest'));
  expect(open.ingress?.[0]).toEqual({ ports: [{ port: 8080, protocol: 'TCP' }] });
  expect(policy('ingest').ingress?.[0]?.from).toHaveLength(1);
  for (const component of ['migrate', 'provision', 'smoke']) expect(policy(component).ingress).toBeUndefined();
});

it('managed servers are reached by address', async () => {
  const managed = await render({ values: ['values-managed.yaml'] });
  expect(JSON.stringify(specOf(managed.one('NetworkPolicy', '-transformer')).egress)).toMatch('10.30.0.0/24');
});

it('can be left to somebody else', async () => {
  expect((await render({ values: ['values-try.yaml'] })).of('NetworkPolicy')).toEqual([]);
});
