import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imageNamed, imageNames } from './images.ts';
import { sbomOf, type Sbom } from './sbom/sbom.ts';
import { stage } from './stage/stage.ts';

const help = `Usage: npm run --silent images:sbom -- <image> [folder]

Prints the CycloneDX software bill of materials of an image: ${imageNames.join(', ')}.
With a folder, of what is in that folder (the Dockerfile asks so); without, of what the image would have in it.`;

function ofFresh(name: string): Sbom {
  const folder = mkdtempSync(join(tmpdir(), 'kochava-stream-sbom-'));
  try {
    stage(fileURLToPath(new URL('../../..', import.meta.url)), imageNamed(name), folder);
    return sbomOf(imageNamed(name), folder, process.versions.node);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [name, folder] = process.argv.slice(2);
if (name === undefined || name === '--help') {
  console.log(help);
  process.exitCode = name === undefined ? 2 : 0;
} else {
  try {
    const sbom = folder === undefined ? ofFresh(name) : sbomOf(imageNamed(name), folder, process.versions.node);
    console.log(JSON.stringify(sbom, undefined, 2));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
