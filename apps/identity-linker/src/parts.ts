/** What the service is made of, for who puts it together otherwise: the simulation. */
export { linkerWorker } from './worker.ts';
