import { render, type Installation } from './render.ts';

const refused = async (...set: string[]): Promise<string> => {
  const installation: Installation = { values: ['values-production.yaml'], set };
  return render(installation).then(
    () => 'taken',
    (error: Error) => error.message,
  );
};

describe('values', () => {
  it('that say nothing are refused, naming what is missing', async () => {
    const message = await render({ values: [] }).catch((error: Error) => error.message);
    expect(message).toMatch("'/nats/url'");
    expect(message).toMatch("'/kek/existingSecret'");
  });

  it.each([
    ['nats.nkeys.existingSecret=', /nats.nkeys.existingSecret is required/],
    ['nats.url=nats://nats:4222', /nats.url: nats:\/\/nats:4222 is not tls/],
    ['postgres.users.linker.existingSecret=', /postgres.users.linker.existingSecret is required/],
    ['postgres.host=', /postgres.host is required/],
    ['postgres.ca.existingSecret=', /postgres.ca.existingSecret is required by postgres.sslmode=verify-full/],
    ['services.transformer.autoscaling.max=17', /services.transformer: 17 pods for 16 shards/],
    ['services.ingest.autoscaling.min=13', /services.ingest.autoscaling: min 13 is above max 12/],
    ['services.ingest.autoscaling.cpu=null', /\/services\/ingest/],
    ['services.ingest.replica=3', /additional properties 'replica' not allowed/],
    ['services.console.port=1', /additional properties 'console' not allowed/],
    ['image.digests.ingest=latest', /does not match pattern/],
    ['nats.streams.replicas=2', /\/nats\/streams\/replicas/],
    ['nats.streams.maxBytes.RECIEVED=1', /\/nats\/streams\/maxBytes/],
    ['networkPolicy.from.ingress[0].x=1', /invalid propertyName 'ingress'/],
    ['signIn.oidc.issuer=http://id.example.com', /\/signIn\/oidc\/issuer/],
    ['signIn.oidc.issuer=https://id.example.com', /\/signIn\/oidc\/clientId/],
    ['logLevel=loud', /\/logLevel/],
    ['shards=0', /\/shards/],
  ])('%s is refused', async (set, message) => {
    expect(await refused(set)).toMatch(message);
  });

  it('that are fine are taken', async () => {
    expect(await refused('services.transformer.autoscaling.max=16')).toBe('taken');
  });
});
