import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { identityPage } from './identity-page.ts';

const file = fileURLToPath(new URL('../../../../docs/identity.md', import.meta.url));
await writeFile(file, await identityPage(file));
process.stdout.write(`written: ${file}\n`);
