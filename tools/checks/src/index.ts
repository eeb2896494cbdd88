export { differences, type Differences } from './exposition.ts';
export { metricsOfServices } from './metrics-document.ts';
export { walk } from './walk.ts';
