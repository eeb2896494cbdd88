import { Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core';
import { type Alerts, type WritableAlerts } from '../api/alerts.ts';
import { type Problem } from '../api/api-error.ts';
import { problemOf } from '../parts/field-problems.ts';

type Channel = WritableAlerts['channel'];
type Kind = NonNullable<Channel>['kind'];

const kinds = [
  { value: '', label: 'Nobody: show it here only' },
  { value: 'webhook', label: 'A webhook of yours, signed' },
  { value: 'slack', label: 'Slack, or what takes the same form' },
];

interface ChannelFieldsProps {
  readonly channel: Channel;
  /** The one that is stored. */
  readonly stored: Alerts['channel'];
  readonly problems: readonly Problem[];
  readonly editable: boolean;
  readonly onChange: (channel: Channel) => void;
}

/** Where it is told. */
export function ChannelFields({ channel, stored, problems, editable, onChange }: ChannelFieldsProps) {
  return (
    <Stack gap="sm">
      <NativeSelect
        label="Tell"
        data={kinds}
        value={channel?.kind ?? ''}
        onChange={(event) => {
          const kind = event.currentTarget.value;
          onChange(kind === '' ? null : { kind: kind as Kind });
        }}
        disabled={!editable}
        maw={360}
      />
      {channel && (
        <Address channel={channel} stored={stored} problems={problems} editable={editable} onChange={onChange} />
      )}
    </Stack>
  );
}

function Address({
  channel,
  stored,
  problems,
  editable,
  onChange,
}: ChannelFieldsProps & { channel: NonNullable<Channel> }) {
  const kept = stored?.kind === channel.kind ? stored.url : undefined;
  const set = ({ url = channel.url ?? '', renewSecret = channel.renewSecret ?? false }) =>
    onChange({ kind: channel.kind, ...(url !== '' && { url }), ...(renewSecret && { renewSecret }) });
  return (
    <>
      <TextInput
        label="Address"
        description={
          kept === undefined
            ? 'https only; addresses inside your network are refused.'
            : `Now ${kept}. Leave it empty to keep it.`
        }
        value={channel.url ?? ''}
        onChange={(event) => set({ url: event.currentTarget.value.trim() })}
        error={problemOf(problems, '/channel/url')}
        readOnly={!editable}
        autoComplete="off"
        spellCheck={false}
      />
      {channel.kind === 'webhook' && kept !== undefined && (
        <Checkbox
          label="Sign with a new secret from now on"
          checked={channel.renewSecret ?? false}
          onChange={(event) => set({ renewSecret: event.currentTarget.checked })}
          disabled={!editable}
        />
      )}
    </>
  );
}
