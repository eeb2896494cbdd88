import { syncBuiltinESMExports } from 'node:module';
import crypto from 'node:crypto';
import { nuid } from '@nats-io/transport-node';
import { type Planned, type Scheduler } from './scheduler.ts';

/** What a timer is to those who hold it. */
class Timer {
  constructor(
    readonly planned: () => Planned,
    readonly restart: () => void,
  ) {}

  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return false;
  }
  refresh(): this {
    this.restart();
    return this;
  }
  [Symbol.toPrimitive](): number {
    return this.planned().order;
  }
  [Symbol.dispose](): void {
    this.planned().cancelled = true;
  }
}

type Callback = (...args: unknown[]) => void;

/**
 * Gives the code under simulation the scheduler's time, timers, randomness and ids in place of the machine's, until the
 * returned function is called. The product keeps no seam for what is global to a JavaScript realm.
 */
export function takeOver(scheduler: Scheduler): () => void {
  const kept: (() => void)[] = [];
  const replace = (on: object, name: string, value: unknown): void => {
    const before = Object.getOwnPropertyDescriptor(on, name);
    Object.defineProperty(on, name, {
      value,
      configurable: true,
      writable: true,
      enumerable: before?.enumerable ?? true,
    });
    kept.unshift(() => {
      if (before === undefined) Reflect.deleteProperty(on, name);
      else Object.defineProperty(on, name, before);
    });
  };
  const random = scheduler.random.fork();
  const clear = (timer: unknown): void => {
    if (timer instanceof Timer) timer.planned().cancelled = true;
  };
  replace(globalThis, 'setTimeout', (run: Callback, ms = 0, ...args: unknown[]) =>
    once(scheduler, ms, () => run(...args)),
  );
  replace(globalThis, 'setInterval', (run: Callback, ms = 0, ...args: unknown[]) =>
    every(scheduler, ms, () => run(...args)),
  );
  replace(globalThis, 'setImmediate', (run: Callback, ...args: unknown[]) => once(scheduler, -1, () => run(...args)));
  for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate']) replace(globalThis, name, clear);
  replace(globalThis, 'Date', dateOf(scheduler));
  replace(performance, 'now', () => scheduler.now);
  replace(Math, 'random', random.next);
  replace(AbortSignal, 'timeout', (ms: number) => {
    const controller = new AbortController();
    once(scheduler, ms, () =>
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
    );
    return controller.signal;
  });
  let ids = 0;
  const newId = (): string => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`;
  replace(globalThis.crypto, 'randomUUID', newId);
  replace(crypto, 'randomUUID', newId);
  syncBuiltinESMExports();
  replace(nuid, 'next', () => `N${String((ids += 1)).padStart(8, '0')}`);
  return () => {
    for (const restore of kept) restore();
    syncBuiltinESMExports();
  };
}

function once(scheduler: Scheduler, ms: number, run: () => void): Timer {
  const delay = ms < 0 ? 0 : Math.max(1, Number(ms) || 1);
  let planned = scheduler.plan(delay, run);
  return new Timer(
    () => planned,
    () => {
      planned.cancelled = true;
      planned = scheduler.plan(delay, run);
    },
  );
}

function every(scheduler: Scheduler, ms: number, run: () => void): Timer {
  const delay = Math.max(1, Number(ms) || 1);
  const again = (): void => {
    planned = scheduler.plan(delay, again);
    run();
  };
  let planned = scheduler.plan(delay, again);
  return new Timer(
    () => planned,
    () => {
      planned.cancelled = true;
      planned = scheduler.plan(delay, again);
    },
  );
}

function dateOf(scheduler: Scheduler): DateConstructor {
  const RealDate = Date;
  return new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [scheduler.date] : args, newTarget) as object,
    get: (target, name) => (name === 'now' ? () => scheduler.date : Reflect.get(target, name)),
  });
}
