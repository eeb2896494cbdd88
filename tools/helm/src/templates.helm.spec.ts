import { podOf, type Container, type PodSpec } from './cluster/manifest.ts';
import { render, type Installation, type Rendered } from './render.ts';

const services = ['config', 'identity-linker', 'ingest', 'kochava-dispatcher', 'transformer'];
const production: Installation = { values: ['values-production.yaml'] };
const withSettings = (...set: string[]): Promise<Rendered> => render({ ...production, set });

function podSpec(rendered: Rendered, service: string, kind = 'Deployment'): PodSpec {
  const pod = podOf(rendered.one(kind, `kochava-stream-${service}`));
  if (pod === undefined) throw new Error(`${service} makes no pod`);
  return pod.spec;
}

function container(rendered: Rendered, service: string, kind?: string): Container {
  return podSpec(rendered, service, kind).containers[0] as Container;
}

let rendered: Rendered;
beforeAll(async () => {
  rendered = await render(production);
});

const names = (kind: string): string[] =>
  rendered
    .of(kind)
    .map(({ metadata }) => metadata.name.replace('rel-kochava-stream-', ''))
    .sort();

describe('deployment', () => {
  it('is there once for each service of the list', () => {
    expect(names('Deployment')).toEqual(services);
  });

  it.each(services)('%s: liveness asks for nothing outside, readiness for everything', (service) => {
    expect(container(rendered, service)).toMatchObject({
      startupProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 2, failureThreshold: 300 },
      livenessProbe: { httpGet: { path: '/healthz', port: 'http' } },
      readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
    });
  });

  it.each(services)(
    '%s: has time to end: preStop, then 10 s, and the dispatcher a whole call to Kochava',
    (service) => {
      const grace = podSpec(rendered, service).terminationGracePeriodSeconds ?? 0;
      const preStop = container(rendered, service).lifecycle?.preStop?.sleep?.seconds ?? 0;
      expect(preStop).toBe(5);
      expect(grace).toBeGreaterThan(preStop + (service === 'kochava-dispatcher' ? 20 + 8 : 10));
    },
  );

  it.each(services)('%s: no pod goes before another one is ready', (service) => {
    expect(rendered.one('Deployment', `-${service}`).spec).toMatchObject({
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    });
  });

  it('tells config, and nobody else, where NATS can be asked whether it syncs', async () => {
    const told = services.filter((service) =>
      (container(rendered, service).env ?? []).some(({ name }) => name === 'NATS_MONITOR_URL'),
    );
    expect(told).toEqual(['config']);
    expect(container(rendered, 'config').env).toContainEqual({
      name: 'NATS_MONITOR_URL',
      value: [0, 1, 2].map((n) => `http://nats-${n}.nats-headless.nats.svc:8222`).join(','),
    });
  });

  it('leaves the number of pods to who scales them', async () => {
    const replicas = (from: Rendered, service: string) => from.one('Deployment', `-${service}`).spec?.['replicas'];
    expect(replicas(rendered, 'config')).toBe(2);
    expect(replicas(rendered, 'ingest')).toBeUndefined();
    const fixed = await withSettings('services.ingest.autoscaling.enabled=false', 'services.ingest.replicas=7');
    expect(replicas(fixed, 'ingest')).toBe(7);
  });

  it('spreads the pods of a service over zones and nodes', () => {
    expect(podSpec(rendered, 'ingest').topologySpreadConstraints).toEqual(
      ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
        topologyKey,
        maxSkew: 1,
        whenUnsatisfiable: 'DoNotSchedule',
        matchLabelKeys: ['pod-template-hash'],
        labelSelector: {
          matchLabels: {
            'app.kubernetes.io/name': 'kochava-stream',
            'app.kubernetes.io/instance': 'rel',
            'app.kubernetes.io/component': 'ingest',
          },
        },
      })),
    );
  });

  it.each(services)('%s: mounts its own seed and no other', (service) => {
    const nkey = podSpec(rendered, service).volumes?.find(({ name }) => name === 'nkey');
    expect(nkey?.secret?.items).toEqual([{ key: `${service}.nk`, path: 'seed.nk' }]);
  });

  it('gives a database to those that have one, each its own login, and the keys to those that seal and open', () => {
    const has = (service: string) => ({
      login: container(rendered, service).env?.find(({ name }) => name === 'DATABASE_USER')?.valueFrom?.secretKeyRef
        ?.name,
      kek: podSpec(rendered, service).volumes?.some(({ name }) => name === 'kek'),
    });
    expect(Object.fromEntries(services.map((service) => [service, has(service)]))).toEqual({
      config: { login: 'ks-config', kek: true },
      'identity-linker': { login: 'ks-linker', kek: false },
      ingest: { login: undefined, kek: false },
      'kochava-dispatcher': { login: undefined, kek: true },
      transformer: { login: 'ks-transformer', kek: false },
    });
  });

  it('runs a digest where one is given, else the tag', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const pinned = await withSettings(`image.digests.ingest=${digest}`, 'image.tag=1.2.3');
    expect(container(pinned, 'ingest').image).toBe(`registry.example.com/kochava-stream/ingest@${digest}`);
    expect(container(pinned, 'config').image).toBe('registry.example.com/kochava-stream/config:1.2.3');
    expect(podSpec(pinned, 'ingest')['imagePullSecrets']).toEqual([{ name: 'registry' }]);
  });

  it('tells every service where traces go, and ingest how many', async () => {
    const traced = await withSettings('traces.endpoint=http://jaeger:4318', 'traces.ratio=0.2');
    const given = (service: string) =>
      (container(traced, service).env ?? []).flatMap(({ name, value }) =>
        name.startsWith('OTEL_') ? [`${name}=${value}`] : [],
      );
    for (const service of services) {
      const ratio = service === 'ingest' ? ['OTEL_TRACES_SAMPLER_ARG=0.2'] : [];
      expect(given(service)).toEqual(['OTEL_EXPORTER_OTLP_ENDPOINT=http://jaeger:4318', ...ratio]);
    }
  });

  it("takes what all services have in common from defaults, and a service's own instead", async () => {
    const mixed = await withSettings(
      'defaults.env.OTEL_SDK_DISABLED=true',
      'services.config.env.LOG_LEVEL=debug',
      'defaults.priorityClassName=low',
      'services.ingest.priorityClassName=high',
      'defaults.nodeSelector.disk=ssd',
    );
    const env = (service: string) => container(mixed, service).env?.map(({ name, value }) => `${name}=${value}`);
    for (const service of services) expect(env(service)).toContain('OTEL_SDK_DISABLED=true');
    expect(env('config')).toContain('LOG_LEVEL=debug');
    expect(podSpec(mixed, 'ingest')['priorityClassName']).toBe('high');
    expect(podSpec(mixed, 'config')).toMatchObject({ priorityClassName: 'low', nodeSelector: { disk: 'ssd' } });
  });
});

describe('jobs', () => {
  it.each([
    ['migrate', '-5'],
    ['provision', '-4'],
  ])('%s runs before every installation and upgrade, and can be repeated', (job, weight) => {
    const { metadata, spec } = rendered.one('Job', job);
    expect(metadata.annotations).toEqual({
      'helm.sh/hook': 'pre-install,pre-upgrade',
      'helm.sh/hook-weight': weight,
      'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded',
    });
    expect(spec).toMatchObject({ backoffLimit: 6, activeDeadlineSeconds: 600 });
  });

  it('need nothing of the release: it is not there yet', () => {
    for (const job of ['migrate', 'provision'])
      expect(podSpec(rendered, job, 'Job').serviceAccountName).toBeUndefined();
  });

  it('provision asks for the shards, copies and sizes of the values, after asking for fsync', () => {
    const env = container(rendered, 'provision', 'Job').env ?? [];
    expect(Object.fromEntries(env.map(({ name, value }) => [name, value]))).toMatchObject({
      SHARDS: '16',
      STREAM_REPLICAS: '3',
      STREAM_MAX_BYTES_RECEIVED: '68719476736',
      NATS_MONITOR_URL: [0, 1, 2].map((n) => `http://nats-${n}.nats-headless.nats.svc:8222`).join(','),
    });
  });

  it('can be left to somebody else', async () => {
    const none = await withSettings('hooks.migrate.enabled=false', 'hooks.provision.enabled=false');
    expect(none.of('Job')).toEqual([]);
  });
});

describe('scaling', () => {
  const metrics = (from: Rendered, service: string) =>
    from.one('HorizontalPodAutoscaler', `-${service}`).spec?.['metrics'];

  it('is by processor for ingest, by what waits for those behind it, and not at all for config', () => {
    expect(names('HorizontalPodAutoscaler')).toEqual([
      'identity-linker',
      'ingest',
      'kochava-dispatcher',
      'transformer',
    ]);
    expect(metrics(rendered, 'ingest')).toMatchObject([{ resource: { target: { averageUtilization: 60 } } }]);
    expect(metrics(rendered, 'transformer')).toEqual([
      {
        type: 'External',
        external: {
          metric: { name: 'kochava_stream_lag', selector: { matchLabels: { service: 'transformer' } } },
          target: { type: 'AverageValue', averageValue: '2000' },
        },
      },
    ]);
  });

  it("is KEDA's for what has a lag where KEDA is on, never both", async () => {
    const keda = await render({ values: ['values-production.yaml', 'values-keda.yaml'] });
    expect(keda.of('HorizontalPodAutoscaler').map(({ metadata }) => metadata.name)).toEqual([
      'rel-kochava-stream-ingest',
    ]);
    expect(keda.of('ScaledObject')).toHaveLength(3);
    expect(keda.one('ScaledObject', 'transformer').spec).toMatchObject({
      scaleTargetRef: { name: 'rel-kochava-stream-transformer' },
      minReplicaCount: 2,
      maxReplicaCount: 16,
      triggers: [{ type: 'prometheus', metadata: { threshold: '2000' } }],
    });
  });

  it('goes down slowly', () => {
    for (const { spec } of rendered.of('HorizontalPodAutoscaler'))
      expect(spec).toMatchObject({ behavior: { scaleDown: { stabilizationWindowSeconds: 300 } } });
  });
});

it.each(services)('pdb: %s loses one pod at a time, and a broken one holds up no drain', (service) => {
  expect(rendered.one('PodDisruptionBudget', `-${service}`).spec).toMatchObject({
    maxUnavailable: 1,
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
    selector: { matchLabels: { 'app.kubernetes.io/component': service } },
  });
});

it.each(services)('service and service account of %s: its pods, no token', (service) => {
  expect(rendered.one('Service', `-${service}`).spec).toMatchObject({
    selector: { 'app.kubernetes.io/component': service },
    ports: [{ name: 'http', targetPort: 'http' }],
  });
  expect(rendered.one('ServiceAccount', `-${service}`).automountServiceAccountToken).toBe(false);
});

it('ingress: for the services named, to their Service', async () => {
  expect(names('Ingress')).toEqual(['config', 'ingest']);
  expect(rendered.one('Ingress', '-ingest').spec).toMatchObject({
    ingressClassName: 'nginx',
    tls: [{ hosts: ['events.example.com'], secretName: 'events-example-com-tls' }],
    rules: [
      { http: { paths: [{ backend: { service: { name: 'rel-kochava-stream-ingest', port: { name: 'http' } } } }] } },
    ],
  });
  expect((await render({ values: ['values-try.yaml'] })).of('Ingress')).toEqual([]);
});

it('extra objects are added, with values filled in', async () => {
  const set = [
    'extraObjects[0].kind=ConfigMap',
    'extraObjects[0].apiVersion=v1',
    'extraObjects[0].metadata.name=x-{{ .Release.Name }}',
  ];
  expect((await withSettings(...set)).one('ConfigMap', 'x-rel').kind).toBe('ConfigMap');
});
