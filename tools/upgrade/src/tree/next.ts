import { type SchemaName } from '@kochava-stream/persistence';
import { type Edit, type NewFile } from './plant.ts';

export type Tables = Readonly<Record<SchemaName, readonly string[]>>;

/** What the newer release writes into its new field and column. */
export const releaseName = 'next';
/** A column that the planted migrations give every table. */
export const addedColumn = 'since_next';
/** The column that the newer linker fills from the new field. */
export const filledColumn = 'asked_by';

const plusOne = (number: string | undefined): string => String(Number(number) + 1);

/** `links.requested` gets a version with one more field. */
const contract: readonly Edit[] = [
  {
    file: 'libs/contracts/src/messages/links.ts',
    at: /name: 'links\.requested',\n {2}version: (\d+),\n/,
    put: (_all, version) => `name: 'links.requested',
  version: ${plusOne(version)},
  upcasts: { ${version}: (old) => ({ ...(old as object), v: ${plusOne(version)} }) },
`,
  },
  {
    file: 'libs/contracts/src/messages/links.ts',
    at: /v: Type\.Literal\((\d+)\), requests:/,
    put: (_all, version) => `v: Type.Literal(${plusOne(version)}), requests:`,
  },
  {
    file: 'libs/contracts/src/messages/links.ts',
    at: / {2}requestedAt: Millis,\n/,
    put: '  requestedAt: Millis,\n  release: Type.Optional(Type.String()),\n',
  },
];

/** The transformer writes it. */
const written: readonly Edit[] = [
  {
    file: 'apps/transformer/src/messages.ts',
    at: /\{"v":(\d+),"requests":/,
    put: (_all, version) => `{"v":${plusOne(version)},"requests":`,
  },
  {
    file: 'apps/transformer/src/messages.ts',
    at: / {4}requestedAt: part\.receivedAt,\n/,
    put: `    requestedAt: part.receivedAt,\n    release: '${releaseName}',\n`,
  },
];

/** The linker keeps it. */
const kept: readonly (Edit | NewFile)[] = [
  {
    file: 'apps/identity-linker/src/handle.ts',
    at: /^(?=import \{ type DeviceKey \} from '\.\/store\/rows\.ts';)/m,
    put: `import { keepReleases } from './store/releases.ts';\n`,
  },
  {
    file: 'apps/identity-linker/src/handle.ts',
    at: / {4}const messages = \[\.\.\.\(await devices\.save\(\)\).*\];\n/,
    put: (all) => `${all}    await keepReleases(tx, facts);\n`,
  },
  {
    file: 'apps/identity-linker/src/store/releases.ts',
    text: `import { type Tx } from '@kochava-stream/persistence';
import { type Fact } from '../facts.ts';

/** Which release asked for a link of the device last. */
export async function keepReleases(tx: Tx, facts: readonly Fact[]): Promise<void> {
  const requests = facts.flatMap((fact) => (fact.type === 'request' ? [fact.request] : []));
  if (requests.length === 0) return;
  await tx.execute(
    'keep releases',
    \`UPDATE device d SET ${filledColumn} = r.release
     FROM unnest($1::text[], $2::text[], $3::text[]) AS r (sync, kochava_device_id, release)
     WHERE d.sync = r.sync AND d.kochava_device_id = r.kochava_device_id\`,
    [
      requests.map(({ sync }) => sync),
      requests.map(({ kochavaDeviceId }) => kochavaDeviceId),
      requests.map(({ release = null }) => release),
    ],
  );
}
`,
  },
];

/** Every table gets a column that says nothing to the older release. `sql` goes along, into the linker's. */
function migrations(tables: Tables, sql: readonly string[]): (Edit | NewFile)[] {
  const added = (table: string): string =>
    `ALTER TABLE ${table} ADD COLUMN ${addedColumn} text NOT NULL DEFAULT 'next'`;
  return Object.entries(tables).flatMap(([schema, names]) => {
    const own = schema === 'linker' ? [`ALTER TABLE device ADD COLUMN ${filledColumn} text`, ...sql] : [];
    return migration(schema, [...names.map(added), ...own]);
  });
}

function migration(schema: string, statements: readonly string[]): (Edit | NewFile)[] {
  const folder = `libs/persistence/src/migrations/${schema}`;
  const list = /readonly MigrationClass\[\] = \[([^\]]*)\];/;
  return [
    {
      file: `${folder}/index.ts`,
      at: list,
      put: (_all, names = '') =>
        `readonly MigrationClass[] = [${names.replace(/,\s*$/, '')}, planted(${names.split(',').filter((name) => name.trim()).length + 1})];`,
    },
    {
      file: `${folder}/index.ts`,
      at: /^(?=import \{ type MigrationClass \} from '\.\.\/migration\.ts';)/m,
      put: `import { planted } from './planted.ts';\n`,
    },
    {
      file: `${folder}/planted.ts`,
      text: `import { migration } from '../migration.ts';

export const planted = (number: number) => migration(number, 'planted', ${JSON.stringify(statements, null, 2)});
`,
    },
  ];
}

/**
 * What makes the tree the next release: a contract with a new version, a service that writes it, another one that keeps it
 * in a new column, and the migrations that add that and more.
 * @param sql statements that go along with them
 */
export function nextRelease(tables: Tables, sql: readonly string[] = []): readonly (Edit | NewFile)[] {
  return [...contract, ...written, ...kept, ...migrations(tables, sql)];
}

/** What makes the tree a release without the rule that a newer version is read: a reader refuses it. */
export const refusingNewer: readonly Edit[] = [
  {
    file: 'libs/contracts/src/versions.ts',
    at: / {2}if \(written > of\.version\) return [^\n]*\n/,
    put: "  if (written > of.version) throw new ContractError(of.name, '/v', 'newer than what is known');\n",
  },
];
