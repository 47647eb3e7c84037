/** What the keyboard does, for the list on `?` and the help page. */
export const keyList = [
  { keys: ["/"], does: "go to the search box" },
  { keys: ["↑", "↓"], does: "go from row to row in a table" },
  { keys: ["Space"], does: "choose the row" },
  { keys: ["Shift", "click"], does: "choose all rows up to this one" },
  { keys: ["b"], does: "open the basket" },
  { keys: ["?"], does: "show this list" },
  { keys: ["Esc"], does: "close what is open" },
] as const;
