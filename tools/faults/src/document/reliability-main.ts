import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { reliabilityDocument } from './reliability-document.ts';

const docs = fileURLToPath(new URL('../../../../docs/', import.meta.url));
const file = `${docs}reliability.md`;
await writeFile(file, await reliabilityDocument(file, `${docs}reliability`));
console.log(`written: ${file}`);
