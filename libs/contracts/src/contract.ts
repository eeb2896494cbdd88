import { type Static, type TSchema } from '@sinclair/typebox';
import { TypeCompiler, type TypeCheck } from '@sinclair/typebox/compiler';
import { ContractError } from './contract-error.ts';
import { inNewestVersion, type Upcasts } from './versions.ts';

/** The JetStream streams. KV buckets are declared in `kv.ts`. */
export type StreamName = 'RECEIVED' | 'LINKS' | 'DISPATCH' | 'OUTCOMES' | 'DEAD';

/**
 * One kind of message, declared once: where it travels, how it looks, how older versions become the newest.
 * Services publish and read contracts, never subject strings.
 */
export interface Contract<S extends TSchema, P> {
  readonly name: string;
  readonly version: number;
  readonly stream: StreamName;
  readonly schema: S;
  readonly subject: (params: P) => string;
  readonly upcasts: Upcasts;
  readonly check: TypeCheck<S>;
}

/** What a contract carries. */
export type Message<C> = C extends Contract<infer S, never> ? Static<S> : never;

interface Declaration<S extends TSchema, P> {
  name: string;
  version: number;
  stream: StreamName;
  schema: S;
  subject: (params: P) => string;
  upcasts?: Upcasts;
}

const everyContract: Contract<TSchema, never>[] = [];

/** Declares a message. The body's field `v` is its version. */
export function contract<S extends TSchema, P>(declaration: Declaration<S, P>): Contract<S, P> {
  const declared: Contract<S, P> = {
    upcasts: {},
    ...declaration,
    check: TypeCompiler.Compile(declaration.schema),
  };
  everyContract.push(declared as unknown as Contract<TSchema, never>);
  return declared;
}

/** Every declared message, for provisioning, goldens and documents. */
export function contracts(): readonly Contract<TSchema, never>[] {
  return everyContract;
}

/** The bytes of a message. The type is the check: what we publish is ours. */
export function encode<S extends TSchema, P>(_contract: Contract<S, P>, message: Static<S>): Uint8Array {
  return Buffer.from(JSON.stringify(message), 'utf8');
}

/** Parses, brings to the newest version and checks. @throws ContractError naming the field at fault */
export function decode<S extends TSchema, P>(of: Contract<S, P>, bytes: Uint8Array): Static<S> {
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch (cause) {
    throw new ContractError(of.name, '', 'not JSON', { cause });
  }
  return parse(of, body);
}

/** As `decode`, for a body that is parsed already. @throws ContractError */
export function parse<S extends TSchema, P>(of: Contract<S, P>, body: unknown): Static<S> {
  const newest = inNewestVersion(of, body);
  if (of.check.Check(newest)) return newest as Static<S>;
  const fault = of.check.Errors(newest).First();
  throw new ContractError(of.name, fault?.path ?? '', fault?.message ?? 'does not fit the schema');
}
