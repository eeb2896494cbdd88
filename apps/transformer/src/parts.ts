/** What the service is made of, for who puts it together otherwise: the simulation. */
export { transformerWorker } from './worker.ts';
