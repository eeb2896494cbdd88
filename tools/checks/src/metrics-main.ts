import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { metricsDocument } from './metrics-document.ts';

const file = fileURLToPath(new URL('../../../docs/metrics.md', import.meta.url));
await writeFile(file, await metricsDocument(file));
console.log(`written: ${file}`);
