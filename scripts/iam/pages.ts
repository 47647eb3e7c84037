import type { Accounts, DemoAccount } from "./accounts";

/** Text for HTML, in element content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const mark = `<svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true"><path d="M16 3v7M16 10 7 24M16 10l-3 14M16 10l3 14M16 10l9 14"/><ellipse cx="16" cy="25" rx="11" ry="3.4"/></svg>`;

export function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · Demo identity service</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/iam.css">
</head>
<body>
<main>
<header>${mark}<div><strong>Demo identity service</strong><span>stands in for INDIGO IAM on this machine</span></div></header>
${body}
</main>
</body>
</html>
`;
}

/** The login page: one click per account, or name and password typed. */
export function loginPage(uid: string, clientName: string, accounts: Accounts, fault?: { username: string }): string {
  const action = `/interaction/${escapeHtml(uid)}`;
  return page(
    "Sign in",
    `<h1>Sign in to ${escapeHtml(clientName)}</h1>
${fault ? `<p class="fault" role="alert">No account “${escapeHtml(fault.username)}” with this password. The password of every account here is its user name.</p>` : ""}
<form method="post" action="${action}/login" class="typed">
<label for="username">User name</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="64" value="${escapeHtml(fault?.username ?? "")}"${fault ? ' aria-invalid="true"' : ""}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="64">
<button type="submit" class="primary">Sign in</button>
</form>
<h2>Or choose an account</h2>
<p class="hint">This is a demonstration: the password of every account is its user name.</p>
<ul>
${accounts.map((account) => `<li>${accountForm(action, account)}</li>`).join("\n")}
</ul>
<form method="post" action="${action}/abort" class="cancel"><button type="submit">Cancel and go back</button></form>`,
  );
}

function accountForm(action: string, account: DemoAccount): string {
  const username = escapeHtml(account.username);
  return `<form method="post" action="${action}/login"><input type="hidden" name="username" value="${username}"><input type="hidden" name="password" value="${username}"><button type="submit" class="account"><b>${username}</b><span>${escapeHtml(account.name)}</span><small>${escapeHtml(account.role)}</small></button></form>`;
}

/**
 * Ends the session here and at the portal and hub.
 *
 * @param form oidc-provider's own form, whose fields the buttons send.
 * @param asked somebody has said 'sign out' already, at the portal: the page sends itself.
 */
export function logoutPage(form: string, asked: boolean): string {
  return page(
    "Sign out",
    `<h1>Sign out</h1>
<p>You will be signed out of the portal and of this identity service.</p>
${form}
<p class="actions"><button type="submit" form="op.logoutForm" name="logout" value="yes" class="primary"${asked ? ' data-submit="now"' : ""}>Sign out</button>
${asked ? "" : '<button type="submit" form="op.logoutForm">Stay signed in</button>'}</p>
${asked ? '<script src="/iam.js"></script>' : ""}`,
  );
}

export function signedOutPage(): string {
  return page("Signed out", "<h1>You are signed out</h1><p>You can close this page, or go back to the portal.</p>");
}

export function errorPage(code: string, description: string | undefined): string {
  return page(
    "Something went wrong",
    `<h1>This request can not be answered</h1>
<p class="fault" role="alert">${escapeHtml(description ?? code)} <small>(${escapeHtml(code)})</small></p>
<p>Go back to the portal and start to sign in again. An old page, or a second one open at the same time, is the usual cause.</p>`,
  );
}
