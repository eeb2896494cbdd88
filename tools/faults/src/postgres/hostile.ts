import pg from 'pg';

/** Something bad that is done until what `begin` resolves to is called. */
export interface Deed {
  readonly what: string;
  begin(): Promise<() => Promise<void>>;
}

const serviceSchemas = ['transformer', 'linker', 'config'];
/** Where every transaction of a worker passes. */
const everywhere = serviceSchemas.map((schema) => `${schema}.lease`);
const sessionsOfServices = `SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'kochava-stream %'`;

/** Others who use the same Postgres, with the rights to do anything to it. */
export class Hostile {
  readonly #held: pg.Client[] = [];

  private constructor(
    private readonly url: string,
    private readonly admin: pg.Client,
  ) {}

  static async connect(url: string): Promise<Hostile> {
    return new Hostile(url, await connected(url));
  }

  readonly deeds: readonly Deed[] = [
    { what: 'all connections are taken by others', begin: () => this.#takeConnections(0) },
    { what: 'five connections are left for all services', begin: () => this.#takeConnections(5) },
    { what: 'sessions of the services are ended every second', begin: () => this.#again(1_000, this.#endSessions) },
    { what: 'somebody locks the leases for 3 s at a time', begin: () => this.#again(4_000, this.#lock) },
    {
      what: 'one in five transactions ends with a deadlock or a serialization failure',
      begin: () => this.#failTransactions(),
    },
  ];

  async close(): Promise<void> {
    await this.#letGo();
    await this.admin.end();
  }

  /** The services lose what they have and get what is left. */
  async #takeConnections(left: number): Promise<() => Promise<void>> {
    const { rows } = await this.admin.query<{ most: number }>("SELECT current_setting('max_connections')::int AS most");
    const most = (rows[0]?.most ?? 0) - 1 - left;
    await this.#endSessions();
    while (this.#held.length < most) {
      const more = Array.from({ length: Math.min(10, most - this.#held.length) }, () => connected(this.url));
      for (const client of await Promise.allSettled(more)) {
        if (client.status === 'fulfilled') this.#held.push(client.value);
      }
      if (this.#held.length < most) await this.#endSessions();
    }
    return () => this.#letGo();
  }

  async #letGo(): Promise<void> {
    await Promise.all(this.#held.splice(0).map((client) => client.end()));
  }

  readonly #endSessions = async (): Promise<void> => {
    await this.admin.query(`SELECT pg_terminate_backend(pid) FROM (${sessionsOfServices}) AS sessions`);
  };

  /** Longer than a statement of ours waits for a lock. */
  readonly #lock = async (): Promise<void> => {
    await this.admin.query('BEGIN');
    try {
      await this.admin.query(`LOCK TABLE ${everywhere.join(', ')} IN ACCESS EXCLUSIVE MODE`);
      await this.admin.query('SELECT pg_sleep(3)');
    } finally {
      await this.admin.query('ROLLBACK');
    }
  };

  async #again(everyMs: number, deed: () => Promise<void>): Promise<() => Promise<void>> {
    let over = false;
    const goingOn = (async () => {
      while (!over) {
        const next = new Promise((resolve) => setTimeout(resolve, everyMs));
        // Somebody else was faster.
        await deed().catch(() => undefined);
        await next;
      }
    })();
    return async () => {
      over = true;
      await goingOn;
    };
  }

  async #failTransactions(): Promise<() => Promise<void>> {
    await this.admin.query(`
      CREATE FUNCTION public.fail_sometimes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF random() < 0.1 THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END IF;
        IF random() < 0.1 THEN RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001'; END IF;
        RETURN NULL;
      END $$`);
    const executing = 'EXECUTE FUNCTION public.fail_sometimes()';
    for (const table of everywhere) {
      await this.#surely(`CREATE TRIGGER fail_sometimes AFTER UPDATE ON ${table} ${executing}`);
    }
    return async () => {
      for (const table of everywhere) await this.#surely(`DROP TRIGGER fail_sometimes ON ${table}`);
      await this.admin.query('DROP FUNCTION public.fail_sometimes');
    };
  }

  /** However often it is in the way of others. */
  async #surely(statement: string): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.admin.query(statement);
        return;
      } catch (error) {
        if (tries === 20) throw error;
      }
    }
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'somebody else' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
