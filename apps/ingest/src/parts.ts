/** What the service is made of, for who puts it together otherwise: the simulation. */
export { Intake } from './accept/intake.ts';
export { UploadHandler } from './accept/upload.handler.ts';
export { IngestMetrics } from './ingest-metrics.ts';
