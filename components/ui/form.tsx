"use client";

import { type ComponentProps, useSyncExternalStore } from "react";

interface FormProps extends Omit<ComponentProps<"form">, "action" | "onSubmit"> {
  /** Fields by name. They are checked by who gets them, unless `noValidate` is false. */
  readonly onSend: (fields: FormData) => void;
  /**
   * What is chosen is kept in state, not read from the fields: nobody can choose before the page's script runs, since
   * it would never hear of it.
   */
  readonly isHeldInState?: boolean;
}

const never = () => () => undefined;

/**
 * A form that is answered on its page. What is sent before the page's script runs is kept, and given to it then: the
 * browser alone would put the fields into the address and ask for a page of that. (React keeps what goes to an `action`.
 * It also empties the fields after one, which those who want to mend something would not like: hence the other way.)
 */
export function Form({ onSend, isHeldInState = false, ...props }: FormProps) {
  const isRunning = useSyncExternalStore(never, () => true, () => false);
  return (
    <form
      noValidate
      inert={isHeldInState && !isRunning}
      {...props}
      action={onSend}
      onSubmit={(event) => {
        event.preventDefault();
        onSend(new FormData(event.currentTarget));
      }}
    />
  );
}
