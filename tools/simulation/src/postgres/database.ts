import { databaseOver, type Database, type SchemaName } from '@kochava-stream/persistence';
import { type Process } from '../kernel/process.ts';
import { type Asked, type Client } from './backend.ts';
import { type PostgresServer } from './server.ts';

/** The product's own database, transactions and errors, over connections to the model. */
export function openModel(server: PostgresServer, process: Process, schema: SchemaName): Database {
  const idle: Client[] = [];
  const fresh = (): Client => {
    let client = idle.pop();
    while (client?.isOpen === false) client = idle.pop();
    return client ?? server.connect(process, schema);
  };
  const giveBack = (client: Client): void => {
    if (client.isOpen) idle.push(client);
  };
  const source = {
    isInitialized: true,
    destroy: () => Promise.resolve(),
    createQueryRunner: () => {
      let client: Client | undefined;
      return {
        connect: () => Promise.resolve((client = fresh())),
        release: () => Promise.resolve(client && giveBack(client)),
      };
    },
    driver: {
      master: {
        query: async (asked: Asked) => {
          const client = fresh();
          const answer = await client.query(asked);
          giveBack(client);
          return answer;
        },
      },
    },
  };
  return databaseOver(source as unknown as Database['dataSource'], schema);
}
