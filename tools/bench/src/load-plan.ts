/** What the load generator is told, as JSON in its first argument. */
export interface Load {
  url: string;
  apiKey: string;
  events: number;
  perUpload: number;
  /** Uploads under way at a time when nothing else limits. */
  concurrency: number;
  /** Uploads per second; 0 = as fast as answers come. */
  rate: number;
  devices: number;
  /** Makes insert_ids of this run unlike those of any other. */
  run: string;
}
