import { createHash } from 'node:crypto';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';

let stage: ConfigStage;
beforeAll(async () => {
  stage = await startConfigStage();
}, 60_000);
afterAll(async () => stage?.close());

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const hashesIn = async (project: string) =>
  ((await stage.inKv('sync-config', `project.${project}`)) as { webhookSecretHashes?: string[] }).webhookSecretHashes;

it('a webhook secret is shown once, is known by its hash, can be changed without a gap, and is nowhere in clear', async () => {
  const { id } = await stage.project();
  const at = `/api/projects/${id}/webhook-secrets`;
  expect(await hashesIn(id)).toBeUndefined();
  const first = await stage.call('POST', at);
  expect(first).toMatchObject({
    status: 201,
    body: {
      header: 'X-Webhook-Secret',
      path: `/amplitude/webhook/${id}`,
      secret: expect.stringMatching(/^[\w-]{43}$/),
    },
  });
  const second = await stage.call('POST', at);
  expect(await hashesIn(id)).toEqual([hash(first.body.secret), hash(second.body.secret)]);
  const shown = (await stage.call('GET', `/api/projects/${id}`)).body;
  expect(shown.webhookSecrets).toMatchObject([
    { fingerprint: first.body.fingerprint },
    { fingerprint: hash(second.body.secret).slice(0, 12) },
  ]);

  await stage.restart();
  expect(await hashesIn(id)).toHaveLength(2);
  expect((await stage.call('DELETE', `${at}/${first.body.fingerprint}`)).body.webhookSecrets).toHaveLength(1);
  expect(await hashesIn(id)).toEqual([hash(second.body.secret)]);
  expect((await stage.call('DELETE', `${at}/${first.body.fingerprint}`)).status).toBe(404);
  expect((await stage.call('POST', '/api/projects/nobody/webhook-secrets')).status).toBe(404);

  const audit = JSON.stringify((await stage.call('GET', `/api/audit?project=${id}`)).body);
  expect(audit).toContain(first.body.fingerprint);
  for (const { body } of [first, second]) expect(audit).not.toContain(body.secret);
});

it('are four at most', async () => {
  const { id } = await stage.project();
  const answers = [];
  for (let n = 0; n < 5; n += 1) answers.push((await stage.call('POST', `/api/projects/${id}/webhook-secrets`)).status);
  expect(answers).toEqual([201, 201, 201, 201, 409]);
});
