/**
 * Loaded into a service before its own code (`node --import`): it kills itself at a point that the file of the variable
 * CRASH_FILE names, as `{"when":"before","bytes":"COMMIT","nth":3}`: just before it writes such bytes for the third time to any
 * connection, just after it has written them, or when it has read them. The file is removed when it is heeded.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { Duplex, Readable } from 'node:stream';
import { type Point } from './points.ts';

const file = process.env['CRASH_FILE'] ?? '';
let armed: { readonly when: Point['when']; readonly bytes: Buffer; left: number } | undefined;

setInterval(() => {
  if (!existsSync(file)) return;
  const { when, bytes, nth } = JSON.parse(readFileSync(file, 'utf8')) as Pick<Point, 'when' | 'bytes'> & {
    nth: number;
  };
  rmSync(file);
  armed = { when, bytes: Buffer.from(bytes), left: nth };
}, 20).unref();

function isMet(when: Point['when'], piece: unknown): boolean {
  if (armed?.when !== when || !(typeof piece === 'string' || piece instanceof Uint8Array)) return false;
  const bytes =
    typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece.buffer, piece.byteOffset, piece.length);
  if (!bytes.includes(armed.bytes)) return false;
  armed.left -= 1;
  return armed.left === 0;
}

const die = (): unknown => process.kill(process.pid, 'SIGKILL');

Socket.prototype.write = function write(this: Socket, ...given: unknown[]): boolean {
  if (isMet('before', given[0])) die();
  const written = Reflect.apply(Duplex.prototype.write as (...all: unknown[]) => boolean, this, given);
  if (isMet('after', given[0])) die();
  return written;
} as Socket['write'];

Socket.prototype.push = function push(this: Socket, ...given: unknown[]): boolean {
  if (isMet('read', given[0])) die();
  return Reflect.apply(Readable.prototype.push as (...all: unknown[]) => boolean, this, given);
} as Socket['push'];
