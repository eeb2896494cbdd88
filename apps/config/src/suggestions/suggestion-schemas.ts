import { Mappings, SeenName } from '@kochava-stream/contracts';
import { Type } from '@sinclair/typebox';

const Time = Type.String({ format: 'date-time' });
const nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description });
const name = {
  name: Type.String(),
  lastSeen: Time,
  refused: nullable('why it cannot be selected; null = it can'),
};
const typed = { ...name, type: SeenName.properties.type };
const Typed = Type.Object(typed, { $id: 'SeenProperty' });

const sourcesByField = Object.fromEntries(
  Object.keys(Mappings.properties).map((field) => [field, Type.Array(Type.String())]),
);

export const Suggestions = Type.Object(
  {
    events: Type.Array(Type.Object({ ...name, standardName: nullable("Kochava's name for it, if it has one") })),
    eventProperties: Type.Array(Typed),
    userProperties: Type.Array(Typed),
    groups: Type.Array(Typed),
    context: Type.Array(
      Type.Object({ ...typed, example: nullable('the value seen last, where it says nothing of a person') }),
    ),
    paths: Type.Array(Type.Object({ name: Type.String(), type: SeenName.properties.type, lastSeen: Time }), {
      description: 'what a mapping can name',
    }),
    mappings: Type.Object(sourcesByField, {
      description: 'for each field of the mappings the paths that probably hold it, the most likely one first',
    }),
  },
  { $id: 'Suggestions' },
);

export const SuggestionsQuery = Type.Object({
  q: Type.String({ maxLength: 256, default: '', description: 'a part of the name' }),
});

export const Standards = Type.Object(
  {
    events: Type.Array(Type.String(), { description: "the names that Kochava's reports know, in its spelling" }),
    keys: Type.Array(
      Type.Object({
        name: Type.String(),
        type: Type.Union([Type.Literal('text'), Type.Literal('number'), Type.Literal('flag')]),
      }),
      { description: 'the keys of event_data that its reports know' },
    ),
    reservedKeys: Type.Array(Type.String(), { description: 'names that event_data must not have' }),
    installEvents: Type.Array(Type.String(), { description: 'Amplitude event types that mean an install' }),
    consentPresets: Type.Array(
      Type.Object({
        name: Type.String(),
        title: Type.String(),
        values: Type.String({ description: 'which values are read' }),
        mappings: Type.Record(Type.String(), Type.String(), {
          description: 'field to path, as in the mappings of a sync',
        }),
      }),
      { description: 'mappings of consent by the names that properties for it often have' },
    ),
    contextProperties: Type.Array(Type.String(), { description: 'what a filter on context may ask for' }),
    operators: Type.Array(Type.String()),
  },
  { $id: 'Standards' },
);
