import { type Authentication } from './checks/signature.ts';

export interface App {
  appGuid: string;
  auth?: Authentication;
  /** False: a free account. Everything is answered with success and dropped. Default true. */
  paid?: boolean;
}

/** The apps of the account. */
export class Apps {
  private readonly known = new Map<string, App>();

  constructor(
    apps: readonly App[],
    /** What happens to an App GUID that is not among them. */
    readonly unknown: 'accept' | 'refuse',
  ) {
    this.add(apps);
  }

  add(apps: readonly App[]): void {
    for (const app of apps) this.known.set(app.appGuid, app);
  }

  /** Undefined: refused. */
  find(appGuid: string): App | undefined {
    return this.known.get(appGuid) ?? (this.unknown === 'accept' ? { appGuid } : undefined);
  }

  /** Without the secrets. */
  list(): { appGuid: string; authentication: 'none' | 'strict' | 'lenient'; paid: boolean }[] {
    return [...this.known.values()].map(({ appGuid, auth, paid = true }) => ({
      appGuid,
      authentication: auth === undefined ? 'none' : auth.strict ? 'strict' : 'lenient',
      paid,
    }));
  }
}
