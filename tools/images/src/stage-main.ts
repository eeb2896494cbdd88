import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imageNamed } from './images.ts';
import { stage } from './stage/stage.ts';

const help = `Usage: node tools/images/dist/stage-main.js <image> <folder>

Writes what an image runs into a folder, ready for "npm ci --omit=dev" there. The Dockerfile calls it.`;

const [name, folder] = process.argv.slice(2);
if (name === '--help' || folder === undefined) {
  console.log(help);
  process.exitCode = name === '--help' ? 0 : 2;
} else {
  try {
    const root = fileURLToPath(new URL('../../..', import.meta.url));
    mkdirSync(resolve(folder), { recursive: true });
    const { files, packages } = stage(root, imageNamed(name), resolve(folder));
    console.error(
      `${name}: ${files.length} compiled files, ${packages.length} packages imported: ${packages.join(', ')}`,
    );
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
