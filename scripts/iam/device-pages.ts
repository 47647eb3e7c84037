import { escapeHtml, page } from "./pages";

// The pages of the device flow, in which somebody confirms at a browser what a program without one shows.

/** @param form oidc-provider's own, with the field for the code. */
export function deviceCodePage(form: string, isWrong: boolean): string {
  return page(
    "Confirm a device",
    `<h1>Which code does the program show?</h1>
${isWrong ? '<p class="fault" role="alert">This code is not known, was used, or was given up. Look at it again, or let the program begin anew.</p>' : ""}
${form.replace('type="text"', 'type="text" aria-label="Code"').replace(/ onfocus="[^"]*"/, "")}
<p class="actions"><button type="submit" form="op.deviceInputForm" class="primary">Continue</button></p>`,
  );
}

/** @param form oidc-provider's own, whose fields the buttons send. */
export function deviceConfirmPage(form: string, clientName: string, code: string): string {
  return page(
    "Confirm a device",
    `<h1>Let ${escapeHtml(clientName)} act for you?</h1>
<p>It must show this very code: <strong>${escapeHtml(code)}</strong></p>
<p class="hint">If you have not just started it yourself, somebody else wants to act in your name: refuse.</p>
${form}
<p class="actions"><button type="submit" form="op.deviceConfirmForm" class="primary">Confirm</button>
<button type="submit" form="op.deviceConfirmForm" name="abort" value="yes">Refuse</button></p>`,
  );
}

export function deviceDonePage(): string {
  return page("Signed in", "<h1>The program is signed in</h1><p>You can close this page and go back to it.</p>");
}
