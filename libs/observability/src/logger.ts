import { createHmac, randomBytes } from 'node:crypto';
import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

const secretPaths = ['apiKey', 'api_key', 'apiSecret', 'authorization', 'headers.authorization', 'token', 'password'];

/** JSON lines on standard output: service, level, time (ISO), message. Secrets that slip in are cut out. */
export function createLogger(options: { service: string; level: string }): Logger {
  return pino({
    name: options.service,
    level: options.level,
    base: { service: options.service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretPaths.flatMap((path) => [path, `*.${path}`]), censor: '[secret]' },
  });
}

/** What stands for a personal id in a log line: the same id gives the same 12 characters under the same key. */
export function pseudonym(key: string): (id: string) => string {
  const secret = key === '' ? randomBytes(32) : key;
  return (id) => createHmac('sha256', secret).update(id).digest('base64url').slice(0, 12);
}
