import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from './client.ts';

export type Overview = Schema<'Overview'>;
export type SyncOverview = Overview['syncs'][number];
export type Health = Schema<'Health'>;
export type Delivery = Schema<'Delivery'>;
export type DeliveryStep = Schema<'DeliveryStep'>;
export type DeliveryPoint = Schema<'DeliveryPoint'>;
export type DeliveryError = Schema<'DeliveryError'>;
export type DeliverySample = Schema<'DeliverySample'>;
export type DeliveryMetrics = Schema<'DeliveryMetrics'>;

export const ranges = [
  { value: '10m', label: '10 min' },
  { value: '1h', label: '1 h' },
  { value: '4h', label: '4 h' },
  { value: '1d', label: '1 day' },
  { value: '1w', label: '1 week' },
  { value: '2w', label: '2 weeks' },
] as const;
export type RangeName = (typeof ranges)[number]['value'];

const refreshMs = 10_000;

export const overviewQuery = (project: string) =>
  queryOptions({
    queryKey: ['overview', project],
    queryFn: ({ signal }) =>
      answered(api.GET('/api/projects/{project}/overview', { params: { path: { project } }, signal })),
    refetchInterval: refreshMs,
  });

export const deliveryQuery = (id: string, range: RangeName) =>
  queryOptions({
    queryKey: ['delivery', id, range],
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: { range } };
      return answered(api.GET('/api/syncs/{id}/delivery', { params, signal }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });

export const samplesQuery = (id: string, kind: DeliveryError['kind'], errorClass: string) =>
  queryOptions({
    queryKey: ['samples', id, kind, errorClass],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { kind, class: errorClass } };
      return (await answered(api.GET('/api/syncs/{id}/delivery/samples', { params, signal }))).samples;
    },
  });
