import { Stack, Text } from '@mantine/core';
import { problemOf } from '../../parts/field-problems.ts';
import { AddName } from '../add-name.tsx';
import { EventRow } from '../event-row.tsx';
import { FilterList } from '../filter-list.tsx';
import { Section } from '../section.tsx';
import { installsAmong } from '../install-events.ts';
import { useStandards, useSuggestions } from '../suggestions.ts';
import { type StepProps } from './step-props.ts';

export function SelectEvents({ step, sync, draft, set, problems, hints, editable }: StepProps) {
  const { sendEvents } = draft;
  const installs = sync.kind === 'install';
  const seen = useSuggestions(sync.project);
  const standards = useStandards();
  const change = (part: Partial<typeof sendEvents>) => set({ sendEvents: { ...sendEvents, ...part } });
  const remove = (name: string) => {
    change({ events: sendEvents.events.filter((event) => event !== name), rename: without(sendEvents.rename, name) });
  };
  const rename = (name: string, to: string) => {
    const others = without(sendEvents.rename, name);
    change({ rename: to === '' ? others : { ...others, [name]: to } });
  };
  return (
    <Section step={step} title="Select and filter events" help={installs ? ofInstalls : ofEvents}>
      {editable && (
        <AddName
          label="Add an event"
          action="Add event"
          suggestions={installs ? installsAmong(seen.events, standards) : seen.events}
          chosen={sendEvents.events}
          onAdd={(name) => change({ events: [...sendEvents.events, name] })}
        />
      )}
      {sendEvents.events.length === 0 ? (
        <Text size="sm" c="dimmed">
          No event is selected, so none is sent.
        </Text>
      ) : (
        <Stack gap={0} component="ul" p={0} m={0} aria-label="Selected events" style={{ listStyle: 'none' }}>
          {sendEvents.events.map((name, index) => (
            <EventRow
              key={name}
              name={name}
              index={index}
              hints={hints}
              renameField={`/sendEvents/rename/${pointerPart(name)}`}
              sentAs={sendEvents.rename[name] ?? ''}
              standards={standards?.events ?? []}
              renamable={!installs}
              editable={editable}
              problem={problemOf(problems, `/sendEvents/events/${index}`)}
              renameProblem={problemOf(problems, `/sendEvents/rename/${pointerPart(name)}`)}
              onRename={(to) => rename(name, to)}
              onRemove={() => remove(name)}
            />
          ))}
        </Stack>
      )}
      <FilterList
        filters={sendEvents.filters}
        seen={seen}
        standards={standards}
        problems={problems}
        editable={editable}
        onChange={(filters) => change({ filters })}
      />
    </Section>
  );
}

const ofEvents =
  'Choose only the events that you need at Kochava. Transformed events (custom, derived, merged) cannot be sent.';
const ofInstalls =
  'Choose the events that mean an install. The first one of a device is sent as its install, later ones are not.';

function without(names: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(names).filter(([other]) => other !== name));
}

/** A name as a part of a JSON pointer (RFC 6901). */
function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
