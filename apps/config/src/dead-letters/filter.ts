import { Type, type Static } from '@sinclair/typebox';

const strict = { additionalProperties: false };
const Text = Type.String({ minLength: 1, maxLength: 600 });

/** A moment in ISO 8601, to be read by `Date.parse`. */
function Instant(description: string) {
  return Type.String({ pattern: instant, maxLength: 40, description: `${description}; ISO 8601 with its zone` });
}
const instant =
  '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)$';

/** What letters have in common; nothing given = every letter that waits. */
export const LetterFilter = Type.Object(
  {
    kind: Type.Optional(Type.Union([Type.Literal('event'), Type.Literal('link'), Type.Literal('poison')])),
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 50, description: 'the service that gave up' })),
    reason: Type.Optional(Text),
    device: Type.Optional(Type.String({ minLength: 1, maxLength: 600, description: 'a kochava_device_id' })),
    insertId: Type.Optional(Text),
    from: Type.Optional(Instant('given up at or after')),
    to: Type.Optional(Instant('given up before')),
  },
  strict,
);
export type LetterFilter = Static<typeof LetterFilter>;

/** Which letters somebody means: by their ids, or by what they have in common. */
export type Meant = { readonly ids: readonly string[] } | { readonly filter: LetterFilter };

/** A condition on `dead_letter`, with the values of its parameters; `name` is the same for the same text. */
export interface Condition {
  readonly name: string;
  readonly text: string;
  readonly params: readonly unknown[];
}

/** @param first number of the first parameter that is free */
export function conditionOf(meant: Meant, first: number): Condition {
  const parts = 'ids' in meant ? { id: meant.ids } : partsOf(meant.filter);
  const given = Object.entries(parts).filter(([, value]) => value !== undefined);
  const conditions = given.map(([key]) => known[key as keyof typeof known]);
  return {
    name: conditions.map(([letter]) => letter).join('') || 'all',
    text: conditions.map(([, text], index) => ` AND ${text(`$${first + index}`)}`).join(''),
    params: given.map(([, value]) => value),
  };
}

/** A letter for the statement's name, and the condition. */
const known = {
  id: ['i', (p: string) => `id = ANY (${p}::text[])`],
  kind: ['k', (p: string) => `kind = ${p}`],
  source: ['s', (p: string) => `source = ${p}`],
  reason: ['r', (p: string) => `reason = ${p}`],
  device: ['d', (p: string) => `device = ${p}`],
  insertId: ['n', (p: string) => `insert_id = ${p}`],
  from: ['f', (p: string) => `at >= ${p}::bigint`],
  to: ['t', (p: string) => `at < ${p}::bigint`],
} as const;

function partsOf({ from, to, kind, source, reason, device, insertId }: LetterFilter) {
  const at = (iso: string | undefined) => (iso === undefined ? undefined : Date.parse(iso));
  return { kind, source, reason, device, insertId, from: at(from), to: at(to) };
}
