import { type Logger } from '@kochava-stream/observability';
import { type Process } from '../kernel/process.ts';
import { type Scheduler } from '../kernel/scheduler.ts';

/** What a service logs is part of the trace; of errors the name and the words. */
export function loggerFor(scheduler: Scheduler, process: Process): Logger {
  const say = (level: string) => (fields: unknown, text?: string) => {
    if (!scheduler.trace.shown && level === 'debug') return;
    const { err } = (typeof fields === 'object' ? fields : {}) as { err?: Error };
    const words = text ?? (typeof fields === 'string' ? fields : '');
    scheduler.note(`${process.name} ${level} ${words}${err === undefined ? '' : `: ${err.name} ${err.message}`}`);
  };
  const logger = {
    ...{ debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error'), fatal: say('fatal') },
    trace: () => undefined,
    child: () => logger,
  };
  return logger as unknown as Logger;
}
