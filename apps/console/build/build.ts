import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';

/** Builds the console into dist/web, unless what is there was built from the same sources. */
const project = join(import.meta.dirname, '..');
const root = join(project, '../..');
const web = join(project, 'dist/web');
const stamp = join(web, '.built-from');
const compressible = /\.(js|css|svg|html)$/;

const digest = digestOf([
  ...filesIn(join(project, 'src')).filter((file) => !file.includes('.spec.')),
  ...filesIn(join(project, 'public')),
  ...filesIn(join(project, 'build')),
  join(project, 'index.html'),
  join(root, 'package-lock.json'),
]);
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
  await build({ root: project, configFile: join(project, 'build/vite.config.ts'), logLevel: 'warn' });
  await Promise.all(filesIn(join(web, 'assets')).map(compress));
  writeFileSync(stamp, digest);
}

/** Browsers get the smallest form that they take; it is made here once. */
async function compress(file: string): Promise<void> {
  if (!compressible.test(file)) return;
  const bytes = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  writeFileSync(`${file}.br`, await promisify(brotliCompress)(bytes, { params }));
  writeFileSync(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}

function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
