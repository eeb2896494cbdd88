import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Refused } from '../http/api-error.filter.ts';
import { Gate } from './gate.ts';

const derive = promisify(argon2);

/** OWASP's parameters for argon2id: 19 MiB, two passes, one lane. About 30 ms of one core. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const tagLength = 32;

/** Two at a time (of the four threads that all of Node's file and crypto work shares), twenty more may wait. */
const gate = { running: 2, waiting: 20 } as const;

/** Hashes and checks passwords with argon2id, off the event loop and only a few at a time. */
export class Passwords {
  readonly #gate = new Gate(gate);
  #decoy: Promise<string> | undefined;

  /** @returns a PHC string: `$argon2id$v=19$m=…,t=…,p=…$<salt>$<hash>` */
  async hash(password: string): Promise<string> {
    const nonce = randomBytes(16);
    const tag = await this.#derive(password, nonce, cost);
    return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(nonce)}$${base64(tag)}`;
  }

  /** Takes as long when there is no password to compare with: the time tells nobody who has an account. */
  async fits(password: string, phc: string | null | undefined): Promise<boolean> {
    const { nonce, tag, ...costs } = parsed(
      phc ?? (await (this.#decoy ??= this.hash(randomBytes(16).toString('hex')))),
    );
    const found = await this.#derive(password, nonce, costs);
    return timingSafeEqual(found, tag) && phc !== null && phc !== undefined;
  }

  #derive(password: string, nonce: Buffer, costs: typeof cost | Costs): Promise<Buffer> {
    const message = password.normalize('NFKC');
    const run = this.#gate.enter(() => derive('argon2id', { message, nonce, tagLength, ...costs }));
    if (run === undefined)
      throw new Refused(429, 'too many people sign in at this moment; try again', [], { 'retry-after': '2' });
    return run;
  }
}

interface Costs {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

function parsed(phc: string): Costs & { nonce: Buffer; tag: Buffer } {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(phc);
  if (match === null) throw new Error('the stored password is not an argon2id hash');
  const [memory = 0, passes = 0, parallelism = 0] = match.slice(1, 4).map(Number);
  const [nonce, tag] = match.slice(4).map((text) => Buffer.from(text, 'base64')) as [Buffer, Buffer];
  return { memory, passes, parallelism, nonce, tag };
}

/** PHC strings have no padding. */
function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
