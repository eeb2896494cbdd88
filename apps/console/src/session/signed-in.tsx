import { useQuery } from '@tanstack/react-query';
import { Center, Container, Loader } from '@mantine/core';
import { Outlet } from 'react-router';
import { LoadFailed } from '../parts/notice.tsx';
import { sessionQuery } from './session.ts';
import { ChosenByOthers } from './chosen-by-others.tsx';
import { SignIn } from './sign-in.tsx';

/** Everything behind it is for people who are signed in; the address stays, so that signing in leads to it. */
export function SignedIn() {
  const { data: session, error, refetch } = useQuery(sessionQuery);
  if (error && session === undefined) {
    return (
      <Container size="xs" py={80} component="main">
        <LoadFailed error={error} retry={() => void refetch()} />
      </Container>
    );
  }
  if (session === undefined) {
    return (
      <Center mih="100vh" role="status" aria-label="Loading">
        <Loader />
      </Center>
    );
  }
  if (session === null) return <SignIn />;
  return session.mustChangePassword ? <ChosenByOthers /> : <Outlet />;
}
