import { AreaChart, BarChart } from '@mantine/charts';
import { SimpleGrid } from '@mantine/core';
import { type Identity } from '../api/identity.ts';
import { ago } from '../parts/ago.ts';
import { mostBars, timeChart, timeLabel } from '../parts/chart.ts';
import { count } from '../parts/numbers.ts';
import { Panel } from '../parts/panel.tsx';
import { Stat } from '../parts/stat.tsx';

const series = [
  { name: 'Held', color: 'yellow.6' },
  { name: 'Released', color: 'blue.5' },
  { name: 'Accepted', color: 'brand.6' },
  { name: 'Expired', color: 'red.6' },
];

/** The totals of the period, and when it was. */
export function LinkNumbers({ identity }: { identity: Identity }) {
  const { totals, holds } = identity;
  const oldest = holds.oldest === null ? 'nothing waits' : `the oldest ${ago(Date.parse(holds.oldest), Date.now())}`;
  return (
    <>
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
        <Stat label="Held now" value={count(holds.devices)} detail={`devices, ${oldest}`} />
        <Stat label="Released" value={count(totals.released)} detail="values, for Kochava" />
        <Stat label="Accepted" value={count(totals.accepted)} detail="links, by Kochava" />
        <Stat
          label="Expired"
          value={count(totals.expired)}
          detail={
            totals.notDelivered > 0
              ? `${count(totals.notDelivered)} links not delivered`
              : 'values, to the dead letters'
          }
        />
      </SimpleGrid>
      <Panel
        title="Held and released"
        description={`Values of user properties per ${identity.step}; accepted counts links`}
      >
        <div role="img" aria-label={summary(identity)}>
          <Over identity={identity} />
        </div>
      </Panel>
    </>
  );
}

function Over({ identity }: { identity: Identity }) {
  const label = timeLabel(identity);
  const data = identity.series.map(({ at, held, released, accepted, expired }) => ({
    at: label(at),
    Held: held,
    Released: released,
    Accepted: accepted,
    Expired: expired,
  }));
  const props = { ...timeChart, data, series, valueFormatter: count };
  return data.length <= mostBars ? (
    <BarChart {...props} maxBarWidth={16} />
  ) : (
    <AreaChart {...props} curveType="step" withDots={false} strokeWidth={1.5} />
  );
}

function summary({ totals }: Identity): string {
  return `Chart: ${totals.held} held, ${totals.released} released, ${totals.accepted} accepted, ${totals.expired} expired`;
}
