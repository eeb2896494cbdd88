import { takeOver } from './realm.ts';
import { Scheduler } from './scheduler.ts';

/** Plays in virtual time, as the host. */
export async function virtually<T>(play: (scheduler: Scheduler) => Promise<T>): Promise<T> {
  const scheduler = new Scheduler({ seed: 1 });
  const giveBack = takeOver(scheduler);
  try {
    const played = Promise.withResolvers<T>();
    scheduler.plan(
      0,
      () =>
        void play(scheduler)
          .then(played.resolve, played.reject)
          .finally(() => scheduler.stop()),
    );
    await Promise.all([played.promise, scheduler.run().then(() => played.reject(new Error('nothing goes on')))]);
    return await played.promise;
  } finally {
    giveBack();
  }
}
