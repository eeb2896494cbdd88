import { join } from 'node:path';

/** The repository, from src or dist of this project. */
export const root = join(import.meta.dirname, '../../../..');
export const chart = join(root, 'deploy/helm/kochava-stream');
export const examples = join(root, 'deploy/helm/examples');
/** What is fetched once and kept. */
export const cache = join(root, '.cache/helm');
