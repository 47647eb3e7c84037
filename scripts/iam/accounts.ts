/** Somebody who can log in to the demo IAM; the password is the user name. */
export interface DemoAccount {
  /** The subject; it never changes, so that what a person saved stays theirs over restarts. */
  readonly sub: string;
  readonly username: string;
  readonly name: string;
  /** What the login page says about the account. */
  readonly role: string;
  /** Groups in INDIGO's form: no leading slash. */
  readonly groups: readonly string[];
}

export type Accounts = readonly DemoAccount[];

const project = (code: string) => `cta/projects/${code}`;

/** The people of the demonstration. Who is PI of what, the projects file says; the IAM tells groups only. */
export const demoAccounts: Accounts = [
  { sub: "8f6a1c52-0c1b-4c8e-9d0a-5f0a3c1e0001", username: "pi-crab", name: "Petra Iversen", role: "PI of SIM-CRAB and HESS-CRAB", groups: [project("sim-crab"), project("hess-crab")] },
  { sub: "8f6a1c52-0c1b-4c8e-9d0a-5f0a3c1e0002", username: "pi-agn", name: "Amara Nwosu", role: "PI of SIM-AGN", groups: [project("sim-agn")] },
  { sub: "8f6a1c52-0c1b-4c8e-9d0a-5f0a3c1e0003", username: "pi-gps", name: "Gaspar Prieto", role: "PI of SIM-GPS and CTA-GPS", groups: [project("sim-gps"), project("cta-gps")] },
  { sub: "8f6a1c52-0c1b-4c8e-9d0a-5f0a3c1e0004", username: "analyst", name: "Ana Lystra", role: "Member of SIM-CRAB and SIM-AGN", groups: [project("sim-crab"), project("sim-agn")] },
  { sub: "8f6a1c52-0c1b-4c8e-9d0a-5f0a3c1e0005", username: "manager", name: "Mika Nakagawa", role: "Embargo manager", groups: ["cta/embargo-managers"] },
  { sub: "8f6a1c52-0c1b-4c8e-9d0a-5f0a3c1e0009", username: "manager2", name: "Sanna Virtanen", role: "Second embargo manager", groups: ["cta/embargo-managers"] },
  { sub: "8f6a1c52-0c1b-4c8e-9d0a-5f0a3c1e0006", username: "outsider", name: "Otto Sidwell", role: "In no group", groups: [] },
  { sub: "8f6a1c52-0c1b-4c8e-9d0a-5f0a3c1e0007", username: "pi-msh", name: "Mina Shah", role: "PI of HESS-MSH", groups: [project("hess-msh")] },
  { sub: "8f6a1c52-0c1b-4c8e-9d0a-5f0a3c1e0008", username: "pi-pks", name: "Pavel Kesler", role: "PI of HESS-PKS2155", groups: [project("hess-pks2155")] },
];

/** The account with this name and password; undefined for any other pair. */
export function checkPassword(accounts: Accounts, username: string, password: string): DemoAccount | undefined {
  return accounts.find((account) => account.username === username && account.username === password);
}
