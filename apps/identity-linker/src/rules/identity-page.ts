import { format, resolveConfig } from 'prettier';
import { chapters } from './chapters.ts';
import { pitfallTable } from './pitfalls.ts';
import { chapter } from './render.ts';
import { valueTable } from './values.ts';

const head = `# Identity: what is held, what releases it, what is sent

An IdentityLink that Kochava gets before it has the device is accepted and not tied to anything. So links are held until Kochava is known
to have their device, and then leave after a settle delay (\`hold.settleSeconds\`, 10 s). A hold ends after \`hold.expireDays\` (30 days).

The tables of this page are made by \`npm run docs:identity\` from the cases that the specs play on the linker and its database. Each row
is one of them, and a spec fails when the page is not what they say. In all of them the sync selects plan and tier.
`;

const values = `## Values

Kochava types values as text and names no limit. \`sendUsers.emails\` says what becomes of a value that looks like an e-mail address,
which Kochava asks not to be sent: \`refuse\` (the default), \`sha256\` or \`allow\`. An address with a full-width or a
percent-encoded @ is one too. This is about links alone: \`event_data\` holds what the sync selects.

What is refused is counted: \`link-suppressed\` for the reason \`email\` in the books, \`refused\` on the identity page,
\`email-refused\` in \`kochava_stream_transformer_link_notes_total\`, where \`value-cut\` counts what was cut and \`email-hashed\`
what was hashed. A preview says which property it is. What is held when the rule changes leaves by the new one. A change of the rule
asks for nothing by itself: a value goes out when it is next set.
`;

const traps = `## What others got wrong

Each row is tested by name.
`;

/** docs/identity.md, whole. */
export async function identityPage(file: string): Promise<string> {
  const parts = [head, values, valueTable(), ...chapters.map(chapter), traps, pitfallTable()];
  return await format(parts.join('\n'), { ...(await resolveConfig(file)), filepath: file });
}
