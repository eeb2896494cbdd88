import { Type } from '@sinclair/typebox';
import { commonEnv, natsEnv } from './common-env.ts';
import { EnvError, readEnv } from './env.ts';

const schema = Type.Object({
  ...commonEnv(8080),
  ...natsEnv,
  DATABASE_URL: Type.String({ pattern: '^postgres://', description: 'where Postgres is' }),
});

describe('readEnv', () => {
  it('converts what is given and fills in what is not', () => {
    const env = readEnv(schema, { DATABASE_URL: 'postgres://x', PORT: '9', SHARDS: '16', LOG_LEVEL: '' });
    expect(env).toMatchObject({ PORT: 9, SHARDS: 16, LOG_LEVEL: 'info', HOST: '0.0.0.0' });
  });

  it('takes nothing that the schema does not name', () => {
    expect(readEnv(schema, { DATABASE_URL: 'postgres://x', SECRET: 's' })).not.toHaveProperty('SECRET');
  });

  it('names every variable at fault, with its purpose', () => {
    const read = () => readEnv(schema, { PORT: 'http', SHARDS: '0' });
    expect(read).toThrow(EnvError);
    expect(read).toThrow(/DATABASE_URL: is required \(where Postgres is\)/);
    expect(read).toThrow(/PORT: expected integer/);
    expect(read).toThrow(/SHARDS: expected integer to be greater or equal to 1/);
  });
});
