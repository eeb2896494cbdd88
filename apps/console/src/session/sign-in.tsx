import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { LoadFailed } from '../parts/notice.tsx';
import { FirstAdmin } from './first-admin.tsx';
import { FrontDoor } from './front-door.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { sessionOptionsQuery } from './session.ts';

/** The way in: the first time by making the first admin. */
export function SignIn() {
  const { data: options, error, refetch } = useQuery(sessionOptionsQuery);
  if (options?.setup === true) {
    return (
      <FrontDoor
        title="Set up kochava-stream"
        help="Nobody is here yet. Make the first admin of this installation: they invite everybody else."
      >
        <FirstAdmin />
      </FrontDoor>
    );
  }
  return (
    <FrontDoor
      title="Sign in to kochava-stream"
      help="Amplitude events to Kochava, with links that wait for their device."
    >
      {error && <LoadFailed error={error} retry={() => void refetch()} />}
      {!error && options === undefined && <Skeleton h={180} />}
      {options && <SignInForm options={options} />}
    </FrontDoor>
  );
}
