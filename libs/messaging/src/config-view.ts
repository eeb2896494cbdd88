import { documentParser, kvKeys, ProjectConfig, SyncConfig } from '@kochava-stream/contracts';
import { type Logger } from '@kochava-stream/observability';
import { BucketWatch } from './bucket-watch.ts';
import { type Nats } from './connect.ts';

/** undefined = it was removed. */
export type ConfigChange =
  | { readonly kind: 'sync'; readonly id: string; readonly sync: SyncConfig | undefined }
  | { readonly kind: 'project'; readonly id: string; readonly project: ProjectConfig | undefined }
  | { readonly kind: 'ready' };

/** The configuration as of the last moment it could be read; look-ups are maps in memory. */
export interface ConfigView {
  /** false until the whole configuration has been published and read once: then "not there" means nothing. */
  ready(): boolean;
  sync(id: string): SyncConfig | undefined;
  /** All of a project's, disabled ones too, by id. */
  syncsOf(project: string): readonly SyncConfig[];
  project(id: string): ProjectConfig | undefined;
  projectByKey(apiKey: string): ProjectConfig | undefined;
  /** Every sync, by id. */
  all(): readonly SyncConfig[];
  projects(): readonly ProjectConfig[];
  /** Documents that did not fit their schema and were passed over; the one before stays. */
  ignored(): number;
  close(): void;
}

export interface WatchConfigOptions {
  readonly logger: Logger;
  readonly onChange?: (change: ConfigChange) => void;
  /** A document did not fit. */
  readonly onIgnored?: (key: string) => void;
}

/** Resolves when what the bucket holds now has been read. @throws StreamMissing: not provisioned */
export async function watchConfig(nats: Nats, options: WatchConfigOptions): Promise<ConfigView> {
  const view = new View(nats, options);
  await view.watch.complete();
  return view;
}

const parseSync = documentParser(SyncConfig);
const parseProject = documentParser(ProjectConfig);

class View implements ConfigView {
  readonly watch: BucketWatch;
  readonly #syncs = new Map<string, SyncConfig>();
  readonly #projects = new Map<string, ProjectConfig>();
  #syncsByProject = new Map<string, SyncConfig[]>();
  #projectsByKey = new Map<string, ProjectConfig>();
  #published = false;
  #ignored = 0;

  constructor(
    nats: Nats,
    private readonly options: WatchConfigOptions,
  ) {
    this.watch = new BucketWatch(
      nats,
      'config',
      { put: (key, bytes) => this.#put(key, bytes), deleted: (key) => this.#deleted(key) },
      options.logger,
    );
  }

  ready(): boolean {
    return this.#published;
  }

  sync(id: string): SyncConfig | undefined {
    return this.#syncs.get(id);
  }

  syncsOf(project: string): readonly SyncConfig[] {
    return this.#syncsByProject.get(project) ?? [];
  }

  project(id: string): ProjectConfig | undefined {
    return this.#projects.get(id);
  }

  projectByKey(apiKey: string): ProjectConfig | undefined {
    return this.#projectsByKey.get(apiKey);
  }

  all(): readonly SyncConfig[] {
    return [...this.#syncs.values()].sort(byId);
  }

  projects(): readonly ProjectConfig[] {
    return [...this.#projects.values()].sort(byId);
  }

  ignored(): number {
    return this.#ignored;
  }

  close(): void {
    this.watch.close();
  }

  #put(key: string, bytes: Uint8Array): void {
    if (key === kvKeys.ready) {
      this.#published = true;
      this.options.onChange?.({ kind: 'ready' });
      return;
    }
    const sync = parseSync(bytes);
    if (sync !== undefined && key === kvKeys.sync(sync.id)) return this.#changeSync(sync.id, sync);
    const project = parseProject(bytes);
    if (project !== undefined && key === kvKeys.project(project.id)) return this.#changeProject(project.id, project);
    this.#ignored += 1;
    this.options.logger.error({ key }, 'configuration document does not fit and is passed over');
    this.options.onIgnored?.(key);
  }

  #deleted(key: string): void {
    if (key === kvKeys.ready) this.#published = false;
    else if (key.startsWith(kvKeys.sync(''))) this.#changeSync(key.slice(kvKeys.sync('').length), undefined);
    else if (key.startsWith(kvKeys.project(''))) this.#changeProject(key.slice(kvKeys.project('').length), undefined);
  }

  #changeSync(id: string, sync: SyncConfig | undefined): void {
    if (sync === undefined) this.#syncs.delete(id);
    else this.#syncs.set(id, sync);
    this.#syncsByProject = Map.groupBy(this.all(), (each) => each.project);
    this.options.onChange?.({ kind: 'sync', id, sync });
  }

  #changeProject(id: string, project: ProjectConfig | undefined): void {
    if (project === undefined) this.#projects.delete(id);
    else this.#projects.set(id, project);
    this.#projectsByKey = new Map(this.projects().flatMap((each) => each.apiKeys.map((key) => [key, each] as const)));
    this.options.onChange?.({ kind: 'project', id, project });
  }
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
