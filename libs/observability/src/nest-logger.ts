import { type LoggerService } from '@nestjs/common';
import { type Logger } from './logger.ts';

/** Nest's own lines in our format; its start-up chatter only at debug. */
export function nestLogger(logger: Logger): LoggerService {
  const text = (message: unknown): string => (typeof message === 'string' ? message : JSON.stringify(message));
  return {
    log: (message: unknown) => logger.debug(text(message)),
    debug: (message: unknown) => logger.debug(text(message)),
    verbose: (message: unknown) => logger.trace(text(message)),
    warn: (message: unknown) => logger.warn(text(message)),
    error: (message: unknown, ...details: unknown[]) => logger.error({ details }, text(message)),
    fatal: (message: unknown, ...details: unknown[]) => logger.fatal({ details }, text(message)),
  };
}
