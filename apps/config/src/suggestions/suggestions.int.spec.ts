import { outcomeSeen, type SeenName } from '@kochava-stream/contracts';
import { publish } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';
import { openDatabase, type Database } from '@kochava-stream/persistence';
import { eventually } from '@kochava-stream/testing';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';
import { forgetNames, keptNames, storeNames } from './store-names.ts';

let stage: ConfigStage;
let db: Database;
beforeAll(async () => {
  stage = await startConfigStage();
  db = await openDatabase({
    url: stage.databaseUrl,
    schema: 'config',
    logger: createLogger({ service: 'spec', level: 'silent' }),
  });
}, 60_000);
afterAll(async () => {
  await db?.close();
  await stage?.close();
});

const named = (project: string, kind: SeenName['kind'], name: string, given: Partial<SeenName> = {}): SeenName => {
  return { project, kind, name, type: kind === 'event' ? 'event' : 'text', at: Date.now(), ...given };
};
const ask = async (project: string, query = ''): Promise<any> => {
  const { status, body } = await stage.call('GET', `/api/projects/${project}/suggestions${query}`);
  expect(status).toBe(200);
  return body;
};

describe('suggestions', () => {
  it('are what transformers saw: with when, what it means at Kochava, and what it could be mapped to', async () => {
    const { id: project } = await stage.project();
    const at = Date.now() - 60_000;
    const seen = [
      named(project, 'event', 'order completed', { at }),
      named(project, 'event', 'ce:Big', { at: at - 1 }),
      named(project, 'event-property', 'price', { type: 'number', at }),
      named(project, 'event-property', 'campaign', { at: at - 1 }),
      named(project, 'user-property', 'kochava_device_id', { at }),
      named(project, 'user-property', 'android_id', { at }),
      named(project, 'field', 'country', { example: 'Peru', at }),
      named(project, 'field', 'device_id', { at }),
      named(project, 'field', 'ip', { at }),
      named(project, 'group', 'company', { at }),
    ];
    for (const id of ['one', 'one', 'two']) {
      await publish(stage.nats, { contract: outcomeSeen, to: {}, id: `${project}-${id}`, message: { v: 1, seen } });
    }
    await eventually(async () => expect((await ask(project)).events).toHaveLength(2), { timeoutMs: 10_000 });
    const found = await ask(project);
    const lastSeen = new Date(at).toISOString();
    expect(found.events).toEqual([
      { name: 'order completed', lastSeen, refused: null, standardName: 'Purchase' },
      {
        name: 'ce:Big',
        lastSeen: expect.any(String),
        refused: expect.stringMatching(/custom event/),
        standardName: null,
      },
    ]);
    expect(found.eventProperties).toEqual([
      { name: 'price', type: 'number', lastSeen, refused: null },
      { name: 'campaign', type: 'text', lastSeen: expect.any(String), refused: 'is reserved by Kochava' },
    ]);
    expect(found.context).toContainEqual({ name: 'country', type: 'text', lastSeen, refused: null, example: 'Peru' });
    expect(found.groups.map((each: any) => each.name)).toEqual(['company']);
    expect(found.paths).toContainEqual({ name: 'event_properties.price', type: 'number', lastSeen });
    expect(found.mappings).toMatchObject({
      kochava_device_id: ['user_properties.kochava_device_id', 'device_id'],
      ip: ['ip'],
      android_id: ['user_properties.android_id'],
      idfa: [],
    });
    expect((await ask(project, '?q=PRI')).eventProperties.map((each: any) => each.name)).toEqual(['price']);
    expect((await ask(project, '?q=%25')).events).toEqual([]);
    expect((await ask((await stage.project()).id)).events).toEqual([]);
    expect((await stage.call('GET', '/api/projects/pr_unknown/suggestions')).status).toBe(404);
  });

  it('are of the last seven days', async () => {
    const { id: project } = await stage.project();
    const day = 86_400_000;
    const at = Date.now();
    await db.transaction(async (tx) => {
      await storeNames(tx, [
        named(project, 'event', 'Old', { at: at - 7 * day - 60_000 }),
        named(project, 'event', 'New', { at: at - 6 * day }),
        named(project, 'event', 'Again', { at: at - 8 * day }),
        named(project, 'event', 'Again', { at: at - day }),
      ]);
    });
    expect((await ask(project)).events.map((each: any) => each.name)).toEqual(['Again', 'New']);
    // What comes late changes nothing.
    await db.transaction((tx) => storeNames(tx, [named(project, 'event', 'Again', { at: at - 9 * day })]));
    await db.transaction((tx) => forgetNames(tx, at));
    const rows = await db.query<{ name: string }>(
      'names',
      'select name from seen_name where project = $1 order by name',
      [project],
    );
    expect(rows.map(({ name }) => name)).toEqual(['Again', 'New']);
  });

  it('are bounded for each project and kind: what was seen last stays', async () => {
    const { id: project } = await stage.project();
    const names = Array.from({ length: keptNames + 10 }, (_, n) => named(project, 'event', `E${n}`, { at: 1e12 + n }));
    await db.transaction((tx) => storeNames(tx, [...names, named(project, 'group', 'company')]));
    const rows = await db.query<{ kind: string; n: number; first: string }>(
      'kinds',
      `select kind, count(*)::int as n, min(seen_at) as first from seen_name where project = $1 group by kind order by kind`,
      [project],
    );
    expect(rows).toMatchObject([
      { kind: 'event', n: keptNames, first: new Date(1e12 + 10) },
      { kind: 'group', n: 1 },
    ]);
  });
});

describe('a selected name that was not seen', () => {
  it('is hinted at while one types, once there is traffic', async () => {
    const { id: project } = await stage.project();
    const sync = await stage.sync(project, {
      sendEvents: {
        enabled: true,
        events: ['Purchase', 'Purchse'],
        properties: { event: ['price', 'cart.total', 'shade'], user: [] },
      },
      sendUsers: { enabled: true, properties: ['plan', 'tier'] },
    });
    const unseen = async () => {
      const { body } = await stage.call('POST', `/api/syncs/${sync}/validate`, {});
      return body.hints.filter(({ hint }: any) => hint.includes('not been seen')).map(({ field }: any) => field);
    };
    expect(await unseen()).toEqual([]);
    await db.transaction((tx) =>
      storeNames(tx, [
        named(project, 'event', 'Purchase'),
        named(project, 'event-property', '$price'),
        named(project, 'event-property', 'cart', { type: 'object' }),
        named(project, 'user-property', 'shade'),
        named(project, 'user-property', 'plan'),
      ]),
    );
    expect(await unseen()).toEqual([
      '/sendEvents/events/1',
      '/sendEvents/properties/event/2',
      '/sendUsers/properties/1',
    ]);
  });
});

describe("Kochava's standards", () => {
  it('are told', async () => {
    const { body } = await stage.call('GET', '/api/kochava/standards');
    expect(body.events).toContain('Add to Wish List');
    expect(body.keys).toContainEqual({ name: 'sum', type: 'number' });
    expect(body.reservedKeys).toContain('campaign');
    expect(body.contextProperties).toContain('platform');
    expect(body.operators).toContain('matches one of');
    expect(body.installEvents).toEqual(['[Amplitude] Application Installed']);
    expect(body.consentPresets.map(({ name }: { name: string }) => name)).toContain('iab-tcf');
  });
});
