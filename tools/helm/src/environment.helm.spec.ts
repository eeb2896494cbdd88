import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configEnvSchema } from '@kochava-stream/config';
import { identityLinkerEnvSchema } from '@kochava-stream/identity-linker';
import { images } from '@kochava-stream/images';
import { ingestEnvSchema } from '@kochava-stream/ingest';
import { kochavaDispatcherEnvSchema } from '@kochava-stream/kochava-dispatcher';
import { readEnv } from '@kochava-stream/observability';
import { transformerEnvSchema } from '@kochava-stream/transformer';
import { type TObject } from '@sinclair/typebox';
import { podOf, type EnvVar } from './cluster/manifest.ts';
import { installations, render, type Rendered } from './render.ts';
import { root } from './toolchain/paths.ts';
import { run } from './toolchain/run.ts';

const schemas: Readonly<Record<string, TObject>> = {
  ingest: ingestEnvSchema,
  config: configEnvSchema,
  transformer: transformerEnvSchema,
  'identity-linker': identityLinkerEnvSchema,
  'kochava-dispatcher': kochavaDispatcherEnvSchema,
};
/** Kubernetes puts these into DATABASE_URL. */
const parts = ['DATABASE_USER', 'DATABASE_PASSWORD'];

function variables(rendered: Rendered, kind: string, name: string): Record<string, string> {
  const container = podOf(rendered.one(kind, `kochava-stream-${name}`))?.spec.containers[0];
  return Object.fromEntries((container?.env ?? []).map((variable) => [variable.name, valueOf(variable)]));
}

function valueOf({ name, value }: EnvVar): string {
  return (value ?? (name === 'DATABASE_URL' ? 'postgres://of-the-secret' : 'of-the-secret')).replaceAll(
    /\$\(\w+\)/g,
    'x',
  );
}

describe.each(Object.entries(installations))('example %s', (_name, installation) => {
  it.each(Object.entries(schemas))('%s knows and takes every variable it is given', async (service, schema) => {
    const given = variables(await render(installation), 'Deployment', service);
    const known = [...Object.keys(schema.properties), ...parts];
    expect(Object.keys(given).filter((name) => !known.includes(name))).toEqual([]);
    expect(readEnv(schema, given)).toMatchObject({ SHARDS: Number(given['SHARDS']), NATS_URL: given['NATS_URL'] });
  });

  it('has no place for a secret in a manifest', async () => {
    const text = JSON.stringify((await render(installation)).manifests);
    expect(text).not.toMatch(/postgres:\/\/[^$"]*:[^$"]*@/);
    expect((await render(installation)).of('Secret')).toEqual([]);
  });
});

it('every service listens where the chart looks for it', async () => {
  const rendered = await render(installations['production'] as never);
  for (const [service, schema] of Object.entries(schemas)) {
    expect(Object.keys(images)).toContain(service);
    const container = podOf(rendered.one('Deployment', `-${service}`))?.spec.containers[0];
    const port = (schema.properties['PORT'] as { default: number }).default;
    expect(container?.ports).toEqual([{ name: 'http', containerPort: port, protocol: 'TCP' }]);
  }
});

it.each(['migrate', 'provision'] as const)(
  'the image of %s has that command, and it knows its variables',
  async (job) => {
    const rendered = await render(installations['production'] as never);
    const container = podOf(rendered.one('Job', job))?.spec.containers[0];
    expect(container?.args).toEqual([job]);
    const script = images.tools.commands[job];
    const { out } = await run(process.execPath, [join(root, script), '--help']);
    const known = [...out.matchAll(/^ +([A-Z][A-Z_]+)/gm)].map(([, name]) => name);
    const given = Object.keys(variables(rendered, 'Job', job)).filter((name) => !parts.includes(name));
    expect(given.filter((name) => !known.includes(name))).toEqual([]);
  },
);

it('asks for the paths that services have', () => {
  const ops = readFileSync(join(root, 'libs/observability/src/ops.controller.ts'), 'utf8');
  for (const path of ['healthz', 'readyz', 'metrics']) expect(ops).toContain(`@Get('${path}')`);
});
