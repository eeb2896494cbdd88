import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Buildah, requireTools } from './prove/buildah.ts';
import { proveImages } from './prove/prove.ts';
import { report } from './prove/report.ts';

const help = `Usage: npm run images:prove [-- options]

Builds every image without Docker, from the committed files, on bases made here; looks into each; then runs the whole
system from the images as uid 65532 against a real nats-server and Postgres, and plays the demonstration: once with
"buildah run", once with a read-only root and no capabilities. Needs root, buildah and debootstrap; about ten minutes.

  --dir DIR      where images, servers and logs are kept (default: a temporary folder, removed at the end)
  --driver NAME  storage driver of buildah: overlay (default), or vfs where the kernel refuses overlays
  --json         the result as JSON on standard output`;

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    driver: { type: 'string', default: 'overlay' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<boolean> {
  requireTools();
  const dir = values.dir === undefined ? mkdtempSync(join(tmpdir(), 'kochava-stream-images-')) : resolve(values.dir);
  mkdirSync(dir, { recursive: true });
  try {
    const root = fileURLToPath(new URL('../../..', import.meta.url));
    const proof = await proveImages({ root, dir, driver: values.driver, log: (line) => console.error(line) });
    console.log(values.json ? JSON.stringify(proof) : `\n${report(proof)}`);
    return proof.images.every(({ problems }) => problems.length === 0);
  } finally {
    await new Buildah(dir, values.driver).run('umount', '--all');
    if (values.dir === undefined) rmSync(dir, { recursive: true, force: true });
  }
}

if (values.help) {
  console.log(help);
} else {
  try {
    process.exitCode = (await main()) ? 0 : 1;
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
