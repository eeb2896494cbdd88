import { ConfigClient } from '@kochava-stream/all-in-one';
import { type Rule } from '@kochava-stream/kochava-sandbox';
import { type Stage } from './stage.ts';

export const apiKey = 'dashboards-check';

/** A sync for each way in which Kochava treats one, by its App GUID. */
const treatments: Readonly<Record<string, readonly Rule[]>> = {
  // Calls are to be seen under way.
  kogood: [{ delayMs: 150 }],
  kofails: [
    { match: { share: 0.5 }, status: 503 },
    { match: { share: 0.3 }, body: { success: '0' } },
  ],
  korefuses: [{ match: { share: 0.5 }, status: 400, body: { success: '0', error: 'not this' } }],
  koredirects: [{ status: 302, headers: { location: 'https://elsewhere.example/' } }],
  kothrottles: [{ status: 429, headers: { 'retry-after': '120' } }],
  kolocked: [{ status: 401 }],
  kodown: [{ reset: 'before' }],
};

/** Makes them, enabled, all taking the same events. */
export async function makeSyncs({ system, sandbox }: Stage): Promise<void> {
  for (const [app, rules] of Object.entries(treatments)) {
    sandbox.behave(rules.map((rule) => ({ ...rule, match: { ...rule.match, app } })));
  }
  const config = new ConfigClient(system.services.config.url, system.adminToken);
  const project = await config.createProject({ name: 'Dashboards', apiKey });
  for (const appGuid of Object.keys(treatments)) {
    const { id } = await config.createSync(project.id, {
      name: appGuid,
      appGuid,
      sendEvents: {
        enabled: true,
        events: ['Purchase'],
        filters: [{ on: 'event', property: 'price', operator: 'is greater than', values: [10] }],
        properties: { event: ['price'], user: ['plan'] },
      },
      sendUsers: { enabled: true, properties: ['plan', 'loyalty_id'] },
      hold: { settleSeconds: 0, expireDays: 30 },
    });
    await config.enable(id);
  }
}
