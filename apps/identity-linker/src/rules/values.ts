import { linkValue, type EmailPolicy } from '@kochava-stream/kochava';

/** A property's value, and what Kochava is sent of it; null = nothing, `refused` = it is an e-mail address. */
export interface ValueRule {
  readonly rule: string;
  readonly value: unknown;
  /** Default: refuse. */
  readonly emails?: EmailPolicy;
  readonly sent: string | null;
}

const address = 'Ann@Example.com';
const long = 'x'.repeat(256);

export const valueRules: readonly ValueRule[] = [
  { rule: 'A text as it is', value: ' gold ', sent: ' gold ' },
  { rule: 'A number in plain digits', value: 1e21, sent: '1000000000000000000000' },
  { rule: 'A boolean by its name', value: false, sent: 'false' },
  { rule: 'A list as JSON', value: ['a', 1], sent: '["a",1]' },
  { rule: 'An object as JSON', value: { a: [true] }, sent: '{"a":[true]}' },
  { rule: 'Nothing to say: what was held is withdrawn', value: null, sent: null },
  { rule: 'An empty text, list or object is nothing too', value: [], sent: null },
  { rule: 'Cut after 256 characters', value: `${long}y`, sent: long },
  { rule: 'An e-mail address', value: address, sent: 'refused' },
  { rule: 'A text with one in it', value: `Ann <${address}>`, sent: 'refused' },
  { rule: 'A list or object with one in it', value: [{ mail: address }], sent: 'refused' },
  {
    rule: 'Hashed: in lower case, without spaces around it, SHA-256, hex',
    value: ` ${address} `,
    emails: 'sha256',
    sent: '71d4f55f72fa128dfb468a1a3901507c804b74316488744d769d7f4b16696476',
  },
  {
    rule: 'What only contains one is refused all the same: its hash would match nothing',
    value: [address],
    emails: 'sha256',
    sent: 'refused',
  },
  { rule: 'Allowed', value: address, emails: 'allow', sent: address },
];

/** What `linkValue` makes of it, as the table has it. */
export function sentOf({ value, emails }: ValueRule): string | null {
  const made = linkValue(value, emails);
  if (made === undefined) return null;
  return 'refused' in made ? 'refused' : made.text;
}

export function valueTable(): string {
  const shown = (text: string) => `\`${text.length > 80 ? `${text.slice(0, 12)}…` : text}\``;
  const rows = valueRules.map(({ rule, value, emails, sent }) => {
    const what = sent === null ? 'nothing' : sent === 'refused' ? 'nothing: refused' : shown(sent);
    return `| ${rule} | ${shown(JSON.stringify(value))} | ${emails ?? ''} | ${what} |`;
  });
  return `| rule | value | \`sendUsers.emails\` | sent |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}
