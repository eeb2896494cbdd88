/** An image that runs one long process. */
export interface ServiceImage {
  readonly about: string;
  /** Compiled entry file, from the repository's root. */
  readonly main: string;
  /** Where it answers when PORT is not set. */
  readonly port: number;
  /** What is asked for to learn whether the process is alive; 2xx = it is. */
  readonly healthPath: string;
  /** Folders that it serves, from the repository's root, built before. */
  readonly served?: readonly string[];
}

/** An image whose first argument says what to do; it ends when that is done. */
export interface CommandImage {
  readonly about: string;
  /** Compiled entry files by the command's name. */
  readonly commands: Readonly<Record<string, string>>;
}

const service = (name: string, port: number, about: string): ServiceImage => ({
  about,
  main: `apps/${name}/dist/main.js`,
  port,
  healthPath: '/healthz',
});

/** Every image that the Dockerfile makes, by the value of its argument SERVICE. */
export const images = {
  ingest: service('ingest', 8080, 'Takes what Amplitude SDKs send and stores it before it answers'),
  config: {
    ...service('config', 8081, 'Projects, syncs and the books: the REST API and the console'),
    served: ['apps/console/dist/web'],
  },
  transformer: service('transformer', 8082, 'Selects, maps and counts events'),
  'identity-linker': service('identity-linker', 8083, 'Holds IdentityLinks until their device is confirmed'),
  'kochava-dispatcher': service('kochava-dispatcher', 8084, 'Calls Kochava'),
  'kochava-sandbox': {
    about: 'A Kochava to try things with',
    main: 'tools/kochava-sandbox/dist/main.js',
    port: 8090,
    healthPath: '/_sandbox/status',
  },
  tools: {
    about: 'Migrations, streams and repairs',
    commands: {
      migrate: 'libs/persistence/dist/migrate-main.js',
      provision: 'libs/messaging/dist/provision-main.js',
      'reset-positions': 'libs/shards/dist/reset-main.js',
      'linker-rebuild': 'apps/identity-linker/dist/rebuild-main.js',
      'secrets-rewrap': 'apps/config/dist/secrets/rewrap-main.js',
      'audit-verify': 'apps/config/dist/audit/verify-main.js',
      'admin-token': 'apps/config/dist/access/token-main.js',
    },
  },
} as const satisfies Record<string, ServiceImage | CommandImage>;

export type ImageName = keyof typeof images;
export const imageNames = Object.keys(images) as ImageName[];

/** Nothing is known under that name. */
export class UnknownImage extends Error {
  override readonly name = 'UnknownImage';
  constructor(given: string | undefined) {
    super(
      `there is no image ${given === undefined || given === '' ? '(SERVICE is empty)' : given}; there are: ${imageNames.join(', ')}`,
    );
  }
}

/** @throws UnknownImage */
export function imageNamed(name: string | undefined): ImageName {
  const found = imageNames.find((known) => known === name);
  if (found === undefined) throw new UnknownImage(name);
  return found;
}

/** The folders that its process serves. */
export function servedBy(name: ImageName): readonly string[] {
  const image: ServiceImage | CommandImage = images[name];
  return 'served' in image ? (image.served ?? []) : [];
}

/** The files that its process may start with. */
export function entriesOf(name: ImageName): string[] {
  const image: ServiceImage | CommandImage = images[name];
  return 'main' in image ? [image.main] : Object.values(image.commands);
}
