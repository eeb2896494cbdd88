import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import {
  contracts,
  ContractError,
  decode,
  documentParser,
  parse,
  ProjectConfig,
  SyncConfig,
  SyncSecrets,
} from './index.ts';
import { inNewestVersion } from './versions.ts';

type Json = Record<string, unknown>;
/** What the schemas are: JSON Schema, as far as they use it. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
}

const golden = (name: string, version: number): Json =>
  JSON.parse(
    readFileSync(fileURLToPath(new URL(`../golden/${name}.v${version}.json`, import.meta.url)), 'utf8'),
  ) as Json;

const documents = [
  { name: 'document.sync', schema: SyncConfig, read: documentParser(SyncConfig) },
  { name: 'document.project', schema: ProjectConfig, read: documentParser(ProjectConfig) },
  { name: 'document.secrets', schema: SyncSecrets, read: documentParser(SyncSecrets) },
].map(({ name, schema, read }) => ({
  name,
  schema: schema as Schema,
  version: schema.properties.v.const as number,
  read: (body: Json): unknown => read(Buffer.from(JSON.stringify(body))),
}));
const messages = contracts().map((contract) => ({
  name: contract.name,
  schema: contract.schema as Schema,
  version: contract.version,
  read: (body: Json): unknown => decode(contract, Buffer.from(JSON.stringify(body))),
}));
const all = [...messages, ...documents];

/** Every schema inside, itself included. */
function within(schema: Schema): Schema[] {
  const { properties = {}, patternProperties = {}, additionalProperties, items, anyOf = [] } = schema;
  const inner = [
    ...Object.values(properties),
    ...Object.values(patternProperties),
    ...(items ? [items] : []),
    ...anyOf,
  ];
  if (typeof additionalProperties === 'object') inner.push(additionalProperties);
  return [schema, ...inner.flatMap(within)];
}

/** The objects in a body whose fields the schema names: where another release may have more of them. */
function named(schema: Schema, value: unknown): Json[] {
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap((each) => named(each, value));
  if (Array.isArray(value)) return value.flatMap((each) => (schema.items ? named(schema.items, each) : []));
  if (typeof value !== 'object' || value === null) return [];
  const { properties = {}, patternProperties = {} } = schema;
  const fields = Object.entries(properties).flatMap(([name, each]) => named(each, (value as Json)[name]));
  const [entry] = Object.values(patternProperties);
  const entries = entry === undefined ? [] : Object.values(value).flatMap((each) => named(entry, each));
  return [...(schema.properties ? [value as Json] : []), ...fields, ...entries];
}

describe('what another release wrote', () => {
  it.each(all)('$name: a newer version with fields nobody knows is read as the newest known one', (kind) => {
    const body = golden(kind.name, kind.version);
    const places = named(kind.schema, body).length;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.tuple(fc.nat(places - 1), fc.string({ minLength: 1 }), fc.jsonValue()), { minLength: 1 }),
        (ahead, unknown) => {
          const newer = structuredClone(body);
          const objects = named(kind.schema, newer);
          for (const [place, field, value] of unknown) objects[place]![`x-${field}`] = value;
          const read = kind.read({ ...newer, v: kind.version + ahead });
          expect(read).toEqual(JSON.parse(JSON.stringify({ ...newer, v: kind.version })));
        },
      ),
    );
  });

  it.each(all)('$name: no object in it is closed', ({ schema }) => {
    expect(within(schema).filter(({ additionalProperties }) => additionalProperties === false)).toEqual([]);
  });

  it.each(messages)('$name: a newer version that lacks what is needed is refused with the field', (kind) => {
    const body = golden(kind.name, kind.version);
    for (const field of Object.keys(body).filter((name) => name !== 'v')) {
      const refused = () => kind.read({ ...body, v: kind.version + 1, [field]: undefined });
      expect(refused).toThrow(ContractError);
      expect(refused).toThrow(`/${field}`);
    }
  });

  it.each(documents)('$name: a newer version that lacks what is needed is passed over', (kind) => {
    const body = golden(kind.name, kind.version);
    const needed = kind.schema.required?.filter((name) => name !== 'v') ?? [];
    expect(needed.length).toBeGreaterThan(1);
    for (const field of needed) {
      expect(kind.read({ ...body, v: kind.version + 1, [field]: undefined })).toBeUndefined();
    }
  });
});

describe('the version of a body', () => {
  const known = {
    name: 'thing',
    version: 3,
    upcasts: {
      1: (old: unknown) => ({ v: 2, name: (old as { title: string }).title.trim() }),
      2: (old: unknown) => ({ ...(old as Json), v: 3, tags: [] }),
    },
  };

  it('is brought up step by step, left as it is, or taken as the newest one', () => {
    expect(inNewestVersion(known, { v: 1, title: ' a ' })).toEqual({ v: 3, name: 'a', tags: [] });
    expect(inNewestVersion(known, { v: 2, name: 'a' })).toEqual({ v: 3, name: 'a', tags: [] });
    const newest = { v: 3, name: 'a', tags: [] };
    expect(inNewestVersion(known, newest)).toBe(newest);
    expect(inNewestVersion(known, { ...newest, v: 7, colour: 'red' })).toEqual({ ...newest, colour: 'red' });
  });

  it('leaves a newer body as it was given', () => {
    const body = { v: 4, name: 'a', tags: [] };
    inNewestVersion(known, body);
    expect(body.v).toBe(4);
  });

  it.each([undefined, null, 'text', 1, [], {}, { v: null }, { v: '3' }, { v: 1.5 }, { v: 3.5 }, { v: 0 }, { v: -1 }])(
    'is missing or not known: %j',
    (body) => {
      expect(() => inNewestVersion(known, body)).toThrow(ContractError);
      expect(() => inNewestVersion(known, body)).toThrow('/v');
    },
  );

  it('says which version a body cannot be of, and why', () => {
    try {
      inNewestVersion(known, { v: 1 });
      expect('read').toBe('refused');
    } catch (error) {
      expect(error).toBeInstanceOf(ContractError);
      expect((error as Error).message).toBe('not a thing message: the body: not a body of version 1');
      expect((error as Error).cause).toBeInstanceOf(TypeError);
    }
  });
});

describe('bodies that are parsed already', () => {
  it('are read in the same way', () => {
    for (const contract of contracts()) {
      const body = golden(contract.name, contract.version);
      expect(parse(contract, { ...body, v: contract.version + 1 })).toEqual(body);
    }
  });
});
