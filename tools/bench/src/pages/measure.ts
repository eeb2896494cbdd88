import { Latencies, type Summary } from '../latencies.ts';
import { type PagesStage } from './stage.ts';

export interface PageMeasured extends Summary {
  readonly page: string;
  readonly bytes: number;
}

/** Not counted: the first ones read what is cached from then on. */
const warmUp = 3;

/** The pages of the console that show numbers, each asked for one request at a time. */
export async function measurePages(stage: PagesStage, requests: number): Promise<PageMeasured[]> {
  const [sync = ''] = stage.syncs;
  const ago = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000 + 60_000).toISOString();
  const pages = [
    `/api/projects/${stage.project}/overview`,
    ...['10m', '1h', '4h', '1d', '1w', '2w'].map((range) => `/api/syncs/${sync}/delivery?range=${range}`),
    `/api/syncs/${sync}/delivery?start=${ago(90)}`,
    `/api/2/event-streaming/delivery-metrics-summary?sync_id=${sync}&time_period=TWO_WEEKS`,
    `/api/projects/${stage.project}/counts`,
  ];
  const measured: PageMeasured[] = [];
  for (const page of pages) measured.push(await measurePage(stage, page, requests));
  return measured;
}

async function measurePage({ url, token }: PagesStage, page: string, requests: number): Promise<PageMeasured> {
  const latencies = new Latencies();
  let bytes = 0;
  for (let request = -warmUp; request < requests; request += 1) {
    const began = performance.now();
    const response = await fetch(`${url}${page}`, { headers: { authorization: `Bearer ${token}` } });
    bytes = (await response.arrayBuffer()).byteLength;
    if (!response.ok) throw new Error(`${page}: ${response.status}`);
    if (request >= 0) latencies.add(performance.now() - began);
  }
  return {
    page: page.replaceAll(/(sy|pr)_\w+/g, ':id').replace(/start=.*/, 'start=(90 days ago)'),
    bytes,
    ...latencies.summary(),
  };
}
