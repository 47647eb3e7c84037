import { asProblem } from "@/components/api/problem";
import { Message } from "@/components/ui/message";

/** Whether the portal refused since a change would do something else by now than what was looked at. */
export const hasMoved = (error: unknown) => asProblem(error).slug === "embargo-effect-changed";

export function MovedMessage() {
  return (
    <Message look="warning" role="alert" title="The world has moved since you looked. Nothing was changed.">
      <p>Below is what it does now. Look again, then decide.</p>
    </Message>
  );
}
