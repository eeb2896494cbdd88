export { type Database } from '@kochava-stream/persistence';

/** Injection token of the service's database. */
export const DATABASE = Symbol('database');
