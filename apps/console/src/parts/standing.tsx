import { VisuallyHidden } from '@mantine/core';

/** Words beside a switch that say how it stands; what is switched is said to screen readers before them. */
export function Standing({ of, words }: { of: string; words: string }) {
  return (
    <>
      <VisuallyHidden>{of}: </VisuallyHidden>
      {words}
    </>
  );
}
