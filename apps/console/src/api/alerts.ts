import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from './client.ts';

export type Alerts = Schema<'Alerts'>;
export type AlertRules = Schema<'AlertRules'>;
export type WritableAlerts = Schema<'WritableAlerts'>;

export const alertsQuery = (id: string) =>
  queryOptions({
    queryKey: ['alerts', id],
    queryFn: ({ signal }) => answered(api.GET('/api/syncs/{id}/alerts', { params: { path: { id } }, signal })),
    refetchInterval: 15_000,
  });

export function changeAlerts(id: string, body: WritableAlerts): Promise<Alerts> {
  return answered(api.PUT('/api/syncs/{id}/alerts', { params: { path: { id } }, body }));
}

/** Sends a notice now. */
export function testAlert(id: string): Promise<Schema<'AlertTest'>> {
  return answered(api.POST('/api/syncs/{id}/alerts/test', { params: { path: { id } } }));
}
