/** What the service is made of, for who puts it together otherwise: the simulation. */
export { Dispatcher } from './dispatcher.ts';
export { EarlierOutcomes } from './earlier/earlier-outcomes.ts';
export { type KochavaClient, type KochavaRequest } from './kochava/kochava-client.ts';
export { Publisher } from './publish/publisher.ts';
export { readKeyRing } from './secrets.ts';
export { DispatchMetrics } from './sync/metrics.ts';
