// Somebody said 'sign out' at the portal already: the page sends itself. Without scripts its button does the same.
document.querySelector("[data-submit=now]")?.click();
