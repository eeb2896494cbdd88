import { Button, Center, Stack } from '@mantine/core';
import { type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { Loaded } from './loaded.tsx';

interface PagedProps<Page> {
  readonly query: UseInfiniteQueryResult<InfiniteData<Page>>;
  /** What the button for the next page says. */
  readonly more?: string;
  readonly children: (pages: readonly Page[]) => ReactNode;
}

/** A list that comes in pages: those that are there, and a button for the next one. */
export function Paged<Page>({ query, more = 'Show earlier ones', children }: PagedProps<Page>) {
  return (
    <Loaded query={query}>
      {({ pages }) => (
        <Stack gap="md">
          {children(pages)}
          {query.hasNextPage && (
            <Center>
              <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {more}
              </Button>
            </Center>
          )}
        </Stack>
      )}
    </Loaded>
  );
}
