import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Rule } from '@kochava-stream/kochava-sandbox';
import { syncOf } from '../load/events.ts';
import { type Archive } from './archive.ts';
import { type Stage } from './stage.ts';

/** A project with a sync: what is sent with its key, and what comes to its app, is in no other books. */
export interface OwnSync {
  readonly run: string;
  /** At Kochava. */
  readonly app: string;
  readonly apiKey: string;
  readonly project: string;
  readonly sync: string;
}

export interface OwnSyncOptions {
  readonly name: string;
  readonly limits: Parameters<typeof syncOf>[1];
  readonly seed: number;
  /** How Kochava behaves to it. */
  readonly rules: (app: string) => readonly Rule[];
  /** The rules come after those of others; else they are all. */
  readonly besideOthers?: boolean;
}

/** Until every service has heard of a sync that config published. */
const heardMs = 500;

/** Makes it and switches it on; Kochava's ledger is read for it from now on. */
export async function ownSync(at: { stage: Stage; archive: Archive }, options: OwnSyncOptions): Promise<OwnSync> {
  const { sandbox, config } = at.stage;
  const run = `${options.name}-${randomBytes(3).toString('hex')}`;
  const app = `ko${run}`;
  at.archive.expect(app);
  await sandbox[options.besideOthers === true ? 'behave' : 'behaveOnly'](options.rules(app), options.seed);
  const apiKey = randomBytes(16).toString('hex');
  const project = await config.createProject({ name: run, apiKey });
  const sync = await config.createSync(project.id, syncOf(app, options.limits));
  await config.enable(sync.id);
  await pause(heardMs);
  return { run, app, apiKey, project: project.id, sync: sync.id };
}
