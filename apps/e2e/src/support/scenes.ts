import { type Client } from './client.ts';
import { type ConfigApi } from './config-api.ts';

/** A project with one sync that nobody else sends to. */
export interface Scene {
  /** At Kochava. */
  readonly app: string;
  readonly project: string;
  readonly sync: string;
  readonly client: Client;
}

/** Purchases with their price, links of `plan`. */
export const purchasesAndPlans = {
  name: 'Post-install',
  sendEvents: { enabled: true, events: ['Purchase'], properties: { event: ['price'] } },
  sendUsers: { enabled: true, properties: ['plan'] },
  hold: { settleSeconds: 0 },
};

/** The scenes of a spec, numbered from 1. */
export class Scenes {
  made = 0;

  /** @param usual what the sync of a scene is like unless the scene says otherwise */
  constructor(
    private readonly prefix: string,
    private readonly at: () => { readonly api: ConfigApi; client(apiKey: string): Client },
    private readonly usual: object = purchasesAndPlans,
  ) {}

  readonly make = async (given: object = {}): Promise<Scene> => {
    const { api, client } = this.at();
    const app = this.nextApp;
    this.made += 1;
    const { id: project, apiKey } = await api.project(`key-of-${app}`);
    const sync = await api.sync(project, { ...this.usual, appGuid: app, ...given });
    return { app, project, sync, client: client(apiKey) };
  };

  /** Of the scene that comes next. */
  get nextApp(): string {
    return this.app(this.made + 1);
  }

  app(n: number): string {
    return `${this.prefix}-${n}`;
  }
}
