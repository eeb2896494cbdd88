import { Button, Container, EmptyState } from '@mantine/core';
import { Link, useRouteError } from 'react-router';
import { Icon } from '../parts/icon.tsx';
import { LoadFailed } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';

export function NotFound() {
  return (
    <Page title="Page not found">
      <EmptyState
        icon={<Icon name="search" size={32} />}
        title="There is nothing under this address"
        description="It may have been typed wrong, or what it showed is gone."
        withIndicatorBackground
      >
        <EmptyState.Actions>
          <Button component={Link} to="/">
            To the syncs
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    </Page>
  );
}

/** A page that broke; the rest of the console goes on. */
export function PageFailed() {
  const error = useRouteError();
  return (
    <Container py="xl" role="main">
      <LoadFailed error={error} retry={() => window.location.reload()} />
    </Container>
  );
}
