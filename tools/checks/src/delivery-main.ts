import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { deliveryDocument } from './delivery-document.ts';

const file = fileURLToPath(new URL('../../../docs/delivery.md', import.meta.url));
await writeFile(file, await deliveryDocument(await readFile(file, 'utf8'), file));
console.log(`written: ${file}`);
