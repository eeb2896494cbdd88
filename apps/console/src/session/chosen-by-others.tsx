import { FrontDoor } from './front-door.tsx';
import { PasswordForm } from './password-form.tsx';

/** Whoever has a password that somebody else chose makes it their own first. */
export function ChosenByOthers() {
  return (
    <FrontDoor
      title="Choose your own password"
      help="An admin set the one that you signed in with. It works for this alone."
    >
      <PasswordForm />
    </FrontDoor>
  );
}
