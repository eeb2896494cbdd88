import { open, type FileHandle } from 'node:fs/promises';
import { type Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

/** A file inside a zip archive. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes, unpacked. */
  readonly size: number;
  readonly open: () => Promise<Readable>;
}

/** The archive is broken, or of a kind that this does not read. */
export class UnreadableZip extends Error {
  override readonly name = 'UnreadableZip';
  constructor(path: string, problem: string) {
    super(`${path}: ${problem}: unpack it, and name the folder instead`);
  }
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endBytes = 22;
const longestComment = 65_535;
const over4GB = 0xffffffff;

/** The files of a zip archive as Amplitude's Export API answers with: stored or deflated, below 4 GB. @throws UnreadableZip */
export async function zipEntries(path: string): Promise<ZipEntry[]> {
  const file = await open(path);
  try {
    const directory = await centralDirectory(path, file);
    return [...entriesIn(path, directory)];
  } finally {
    await file.close();
  }
}

async function centralDirectory(path: string, file: FileHandle): Promise<Buffer> {
  const { size } = await file.stat();
  const tail = await read(file, Math.max(0, size - endBytes - longestComment), size);
  let at = tail.length - endBytes;
  while (at >= 0 && tail.readUInt32LE(at) !== endSignature) at -= 1;
  if (at < 0) throw new UnreadableZip(path, 'is no zip archive, or not all of it');
  const [bytes, offset] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
  if (offset === over4GB || offset + bytes > size) throw new UnreadableZip(path, 'is larger than 4 GB, or broken');
  return await read(file, offset, offset + bytes);
}

function* entriesIn(path: string, directory: Buffer): Generator<ZipEntry> {
  for (let at = 0; at + 46 <= directory.length;) {
    if (directory.readUInt32LE(at) !== entrySignature) throw new UnreadableZip(path, 'has a broken directory');
    const [name, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    const entry = {
      path,
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
      name: directory.toString('utf8', at + 46, at + 46 + name),
    };
    if (!entry.name.endsWith('/')) yield { name: entry.name, size: entry.size, open: () => unpacked(entry) };
    at += 46 + name + extra + comment;
  }
}

interface Place {
  readonly path: string;
  readonly method: number;
  readonly packed: number;
  readonly offset: number;
}

async function unpacked({ path, method, packed, offset }: Place): Promise<Readable> {
  if (method !== 0 && method !== 8) throw new UnreadableZip(path, `is packed by method ${method}`);
  const file = await open(path);
  const head = await read(file, offset, offset + 30);
  const start = offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  if (packed === 0) {
    await file.close();
    throw new UnreadableZip(path, 'has an empty file in it');
  }
  const bytes = file.createReadStream({ start, end: start + packed - 1 });
  if (method === 0) return bytes;
  const inflated = createInflateRaw();
  bytes.on('error', (error) => inflated.destroy(error));
  // However it ends, the file is closed with it.
  inflated.on('close', () => bytes.destroy());
  return bytes.pipe(inflated);
}

async function read(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(to - from);
  await file.read(buffer, 0, buffer.length, from);
  return buffer;
}
