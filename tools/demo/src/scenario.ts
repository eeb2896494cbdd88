import { type Stack, ConfigClient } from '@kochava-stream/all-in-one';
import { android, App, iphone } from './app.ts';
import { type Told } from './told.ts';
import { until } from './until.ts';

export const settleSeconds = 1;

/** The sync that the demonstration makes. */
const sync = {
  name: 'Post-install',
  appGuid: 'kodemo-app',
  sendEvents: {
    enabled: true,
    events: ['Product Purchased', 'revenue_amount', 'Level Done'],
    filters: [{ on: 'event', property: 'price', operator: 'is greater than', values: [10] }],
    properties: { event: ['price', 'quantity', 'productId'], user: ['plan'] },
    rename: { 'Product Purchased': 'Purchase', revenue_amount: 'Purchase', 'Level Done': 'Level Complete' },
    currency: 'USD',
  },
  sendUsers: { enabled: true, properties: ['plan', 'loyalty_id'] },
  hold: { settleSeconds, expireDays: 30 },
};

export interface Installed {
  readonly project: string;
  readonly sync: string;
  readonly config: ConfigClient;
}

/** What runs already: where ingest and the config API are, and who may change the configuration. */
export interface Target {
  readonly urls: Pick<Stack['urls'], 'ingest' | 'config'>;
  readonly adminToken: string;
}

/** Makes a project and an enabled sync through the config API, as a person would. */
export async function install(stack: Target, apiKey: string, told: Told): Promise<Installed> {
  const config = new ConfigClient(stack.urls.config, stack.adminToken);
  const project = await config.createProject({ name: 'Demonstration', apiKey });
  told.step('project created', project.id);
  const created = await config.createSync(project.id, sync);
  await config.enable(created.id);
  told.step('sync enabled', `${created.id}: sends purchases over 10, links plan and loyalty_id`);
  // The configuration is published; the services hear of it within milliseconds.
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { project: project.id, sync: created.id, config };
}

/** What the app does, in order. Each step waits for ingest's answer: 200 means stored on disk. */
export async function play(stack: Target, apiKey: string, told: Told, at: Installed): Promise<void> {
  const app = new App();
  await app.open(apiKey, `${stack.urls.ingest}/2/httpapi`);
  const sent = async (what: string, answer: Promise<number>): Promise<void> => {
    const code = await answer;
    if (code !== 200) throw new Error(`ingest answered ${code} to: ${what}`);
    told.note('received', what);
  };
  told.line('\nThe app sends …');
  const first = { ...iphone, insert_id: 'purchase-1' };
  await sent(
    'iPhone: user properties plan, loyalty_id, before any event',
    app.identify({ plan: 'pro', loyalty_id: 'L-42' }, iphone),
  );
  await sent('Android: user property plan, before any event', app.identify({ plan: 'free' }, android));
  await until(
    'both links are held',
    async () => ((await at.config.counts(at.project)).syncs[0]?.links['held'] ?? 0) >= 2,
  );
  await sent('iPhone: "Page Viewed", which the sync does not select', app.track('Page Viewed', {}, iphone));
  await sent(
    'iPhone: a purchase of 5, which the filter keeps back',
    app.track('Product Purchased', { price: 5 }, iphone),
  );
  await sent('iPhone: a purchase of 25', app.track('Product Purchased', { price: 25 }, first));
  await sent('iPhone: the same purchase again (same insert_id)', app.track('Product Purchased', { price: 25 }, first));
  await sent('iPhone: and once more', app.track('Product Purchased', { price: 25 }, first));
  await sent('Android: revenue of 2 × 19.99', app.revenue('skis', 19.99, 2, android));
  await sent('Android: a level done', app.track('Level Done', { price: 11 }, android));
}
