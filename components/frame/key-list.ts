/** What the keyboard does, for the list on `?` and the help page. */
export const keyList = [
  { keys: ["/"], does: "go to the search box" },
  { keys: ["↑", "↓"], does: "go from row to row in a table" },
  { keys: ["Space"], does: "choose the row" },
  { keys: ["Shift", "click"], does: "choose all rows up to this one" },
  { keys: ["←", "↑", "→", "↓"], does: "on the map: move the cross; with Shift further" },
  { keys: ["Enter"], does: "on the map: list what is there, or draw with the chosen tool" },
  { keys: ["+", "−", "0"], does: "on the map: nearer, farther, the whole sky" },
  { keys: ["b"], does: "open the basket" },
  { keys: ["?"], does: "show this list" },
  { keys: ["Esc"], does: "close what is open" },
] as const;
