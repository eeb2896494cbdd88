import { type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type Rule } from './behaviour.ts';
import { type Reply } from './reply.ts';

/** Sends the answer as the rule says: late, byte by byte, huge, or cut off. Resolves when nothing is left to send. */
export async function send(response: ServerResponse, reply: Reply): Promise<void> {
  const { rule } = reply;
  if (rule === undefined) {
    begin(response, reply).end(reply.body);
    return;
  }
  if (rule.delayMs !== undefined) await pause(response, rule.delayMs);
  if (response.destroyed) return;
  if (rule.reset !== undefined) response.socket?.resetAndDestroy();
  else if (rule.endlessHead !== undefined && rule.endlessHead !== false)
    await sendHead(response, reply.status, rule.endlessHead);
  else await sendBody(begin(response, reply), reply.body, rule);
}

/** Until the sender hangs up. */
async function sendHead(response: ServerResponse, status: number, pace: true | number): Promise<void> {
  response.socket?.write(`HTTP/1.1 ${status} As told\r\n`);
  for (let line = 0; !response.destroyed; line += 1) {
    response.socket?.write(`x-line-${line}: ${'x'.repeat(1_000)}\r\n`);
    await pause(response, pace === true ? 1 : pace);
  }
}

function begin(response: ServerResponse, { status, body, headers, rule }: Reply): ServerResponse {
  const length = rule?.bodyBytes ?? Buffer.byteLength(body);
  const bodiless = status === 204 || status === 304;
  if (rule?.gzip === true) {
    return response.writeHead(status, { 'content-type': 'application/json', 'content-encoding': 'gzip', ...headers });
  }
  const usual = { 'content-type': 'application/json', ...(bodiless ? {} : { 'content-length': length }) };
  return response.writeHead(status, { ...usual, ...headers });
}

async function sendBody(response: ServerResponse, body: string, rule: Rule): Promise<void> {
  const { bodyBytes, slowBody, gzip } = rule;
  if (gzip === true) await sendZipped(response, body, bodyBytes ?? body.length);
  else if (bodyBytes !== undefined) await sendRepeated(response, body, bodyBytes);
  else if (slowBody !== undefined && slowBody !== false) await sendSlowly(response, body, slowBody);
  else response.end(body);
}

async function sendSlowly(response: ServerResponse, body: string, pace: true | number): Promise<void> {
  for (const byte of Buffer.from(body)) {
    await pause(response, pace === true ? 100 : pace);
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
  }
  response.end();
}

/** Of what is packed separately and sent one after the other, unpacking makes one text. */
const mostPacked = 8 * 1024 * 1024;

async function sendZipped(response: ServerResponse, body: string, length: number): Promise<void> {
  const unpacked = Buffer.alloc(Math.min(length, mostPacked), body || ' ');
  const packed = gzipSync(unpacked);
  for (let left = length; left > 0 && !response.destroyed; left -= unpacked.length) {
    const part = left < unpacked.length ? gzipSync(unpacked.subarray(0, left)) : packed;
    if (!response.write(part)) await drained(response);
  }
  response.end();
}

async function sendRepeated(response: ServerResponse, body: string, length: number): Promise<void> {
  const piece = Buffer.from((body || ' ').repeat(Math.ceil(65_536 / (body.length || 1))));
  for (let left = length; left > 0 && !response.destroyed;) {
    const part = piece.subarray(0, left);
    left -= part.length;
    if (!response.write(part)) await drained(response);
  }
  response.end();
}

/** There is room again, or nobody to send to. */
export function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    function done(): void {
      response.off('drain', done).off('close', done);
      resolve();
    }
    response.on('drain', done).on('close', done);
  });
}

/** Ends early when the sender hangs up. */
function pause(response: ServerResponse, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      response.off('close', done);
      resolve();
    }
    response.once('close', done);
  });
}
