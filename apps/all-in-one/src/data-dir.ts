import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** What the data folder keeps beside the servers' own folders; keys and token readable by the owner alone. */
export interface DataDir {
  readonly nats: string;
  readonly postgres: string;
  /** `kid:base64` of 32 random bytes: seals Kochava's secrets. Lost = they have to be typed in again. */
  readonly kek: string;
  /** Key of the hashes that stand for personal ids in logs. */
  readonly logIdKey: string;
  readonly adminTokenFile: string;
}

/** Opens the folder, making it and what is missing in it. */
export async function openDataDir(dir: string): Promise<DataDir> {
  const root = resolve(dir);
  await mkdir(root, { recursive: true });
  return {
    nats: join(root, 'nats'),
    postgres: join(root, 'postgres'),
    kek: await keptKey(join(root, 'secrets-kek'), () => `local:${randomBytes(32).toString('base64')}`),
    logIdKey: await keptKey(join(root, 'log-id-key'), () => randomBytes(32).toString('base64')),
    adminTokenFile: join(root, 'admin-token'),
  };
}

/** The first admin token; '' = somebody removed its file, which the system does not need. */
export async function readAdminToken({ adminTokenFile }: Pick<DataDir, 'adminTokenFile'>): Promise<string> {
  try {
    return (await readFile(adminTokenFile, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return '';
  }
}

async function keptKey(file: string, make: () => string): Promise<string> {
  const key = make();
  try {
    await writeFile(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readFile(file, 'utf8')).trim();
  }
}
